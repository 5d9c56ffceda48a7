/** Runs the graphs of a method's case and compares what they give with the sections of the golden file. */

import { scheduleFeeds } from '../search/scheduled.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { Feeds, Numbers, Session } from '../tensorflow/session.ts';
import {
  LOGIT_STATE,
  methodProbe,
  methodStep,
  type Probe,
  REGULARISER_OUTPUTS,
  regulariserGraph,
} from './methodGraph.ts';
import { checkLogits, loadMethod, type MethodReplay } from './methodReplay.ts';
import { batchFeeds, checkStatistics, checkWeights, norm } from './replay.ts';

/** Numbers of a run by the names of its outputs. */
export type Results = (name: string) => Numbers;

export interface ProbeRun extends Probe {
  /** What else the pass is fed with. */
  readonly feeds?: Feeds;
  /** Compares what the method's own passes give besides. */
  readonly more?: (result: Results) => void;
}

export function run(session: Session, feeds: Feeds, outputs: readonly string[]): Results {
  const found: Readonly<Record<string, Numbers>> = session.run(feeds, outputs);
  return (name) => found[name]!;
}

export function bothCells(result: Results, part: string): PerCell<Numbers> {
  return perCell((type) => result(`${part}.${type}`));
}

/** Passes on the validation batch, each compared with its section. */
export function replayProbes(replay: MethodReplay, probes: readonly ProbeRun[]): void {
  for (const probe of probes) {
    const { session, outputs } = methodProbe(replay, probe);
    loadMethod(replay, session);
    const fed = { ...batchFeeds('probe', replay, 'val'), ...scheduleFeeds(replay.config, 0), ...probe.feeds };
    const result = run(session, fed, outputs);
    session.dispose();
    checkProbe(replay, probe.name, result);
    probe.more?.(result);
  }
}

function checkProbe(replay: MethodReplay, name: string, part: Results): void {
  const { golden, check } = replay;
  check.check(`${name}.logits`, part('logits'), golden.data(`${name}.logits`));
  check.check(`${name}.loss`, part('loss'), golden.data(`${name}.loss`));
  checkLogits(replay, (each) => `${name}.grad_${each.name}.${each.of}`, bothCells(part, 'gradient'));
  const length = `${name}.grad_w_norm`;
  if (golden.has(length)) check.check(length, [norm(part('gradient.w'))], golden.data(length));
  if (golden.has(`${name}.grad_w.stem.0.weight`)) checkWeights(replay, `${name}.grad_w`, part('gradient.w'));
  if (golden.has(`${name}.bn_after.stem.1.running_mean`))
    checkStatistics(replay, `${name}.bn_after`, part('mean'), part('variance'));
}

export interface StepRun {
  readonly outputs: readonly string[];
  /** Learning rate of the weights. */
  readonly learningRate?: number;
  /** 0-based. */
  readonly epoch?: number;
  readonly feeds?: Feeds;
}

/** The first step of a search from the recorded state; what it gives, and the state that it leaves. */
export function firstStep(
  replay: MethodReplay,
  { outputs, learningRate = 0, epoch = 0, feeds }: StepRun,
): { result: Results; after: Results } {
  const { config } = replay;
  const session = methodStep(replay, outputs);
  loadMethod(replay, session);
  const fed: Feeds = {
    ...batchFeeds('train', replay, 'train'),
    ...batchFeeds('validation', replay, 'val'),
    ...scheduleFeeds(config, epoch),
    'alpha.on': Int32Array.of(1),
    'alpha.learningRate': Float64Array.of(config.alphaLearningRate),
    'adam.correction1': Float64Array.of(1 - config.alphaBeta1),
    'adam.correction2': Float64Array.of(1 - config.alphaBeta2),
    learningRate: Float64Array.of(learningRate),
    ...feeds,
  };
  const result = run(session, fed, outputs);
  const after = run(session, {}, [...LOGIT_STATE, 'state.w']);
  session.dispose();
  return { result, after };
}

/** What is added to the loss of the α step, and its gradient, at each set of scheduled numbers. */
export function regularisers(replay: MethodReplay, all: readonly Feeds[]): Results[] {
  const session = regulariserGraph(replay);
  loadMethod(replay, session);
  const results = all.map((feeds) => run(session, feeds, REGULARISER_OUTPUTS));
  session.dispose();
  return results;
}

/** Where nothing was built, the authors' weights took no gradient and their statistics stayed as they were. */
export function checkUnbuilt({ net, input, golden, check }: MethodReplay, section: string): number {
  const sizes = golden.unused(`${section}.grad_w.`).map((tensor) => {
    const weight = input.data(`w.${tensor.slice(`${section}.grad_w.`.length)}`);
    check.check(`${section}.grad_w.*`, new Float64Array(weight.length), golden.data(tensor));
    return weight.length;
  });
  for (const tensor of golden.unused(`${section}.bn_after.`)) {
    const before = input.data(`b.${tensor.slice(`${section}.bn_after.`.length)}`);
    check.check(`${section}.bn_after.*`, before, golden.data(tensor));
  }
  return net.parameters.size + sizes.reduce((total, size) => total + size, 0);
}
