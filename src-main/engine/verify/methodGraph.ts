/** The graphs that a case of a method is replayed on: its compiled step, and probes of its passes beside it. */
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import { METHODS } from '../methods/registry.ts';
import { batchInput, forwardPasses } from '../search/forward.ts';
import type { DrawInput } from '../search/draws.ts';
import { columnsOf, edgeLogits, type Mixing, operationLogits, ranColumns } from '../search/mixing.ts';
import { sampledMixing } from '../search/sampled.ts';
import { Scheduled } from '../search/scheduled.ts';
import { SearchState, statePrograms } from '../search/state.ts';
import { buildStep } from '../search/step.ts';
import { type Drops, drawnMasks } from '../supernet/drops.ts';
import { drawnNoise } from '../supernet/noise.ts';
import { listOf, mapped, namedAs } from '../supernet/tensors.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Value } from '../tensorflow/graph.ts';
import { identity, scalar } from '../tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../tensorflow/session.ts';
import { crossEntropy } from '../training/loss.ts';
import { updatedStatistics } from '../training/sgd.ts';
import type { MethodReplay } from './methodReplay.ts';

/** A pass with all of its gradients. */
export interface Probe {
  /** Section of the golden file. */
  readonly name: string;
  readonly mode: 'train' | 'eval';
  /** What the pass leaves out. */
  readonly drops?: (builder: GraphBuilder, scheduled: Scheduled) => Drops;
  /** Makes something else of what the method mixes with. */
  readonly change?: (mixing: Mixing) => Mixing;
}

const perType = (part: string): string[] => CELL_TYPES.map((type) => `${part}.${type}`);

/** Logits, loss and gradients of one pass at the recorded logits; batch norm statistics after one in train mode. */
export function methodProbe(
  { net, config, precision }: MethodReplay,
  { name, mode, drops, change = (mixing) => mixing }: Probe,
): { readonly session: Session; readonly outputs: readonly string[] } {
  const builder = new GraphBuilder(precision);
  const { values } = new SearchState(builder, net);
  const scheduled = new Scheduled(builder, config);
  const batch = batchInput(builder, 'probe', net, config.batch);
  const logits = mapped(values.architecture, ({ alpha }) => alpha);
  const outputs: string[] = [];
  const record = (part: string, value: Value): void => {
    builder.output(part, value);
    outputs.push(part);
  };
  const sampling = {
    net,
    config,
    method: METHODS[config.method],
    scheduled,
    drawn: (draw: string, { shape }: DrawInput) => builder.input(`draw.probe.${draw}`, shape),
    record,
  };
  const mixing = change(sampledMixing(sampling, logits));
  const columns = columnsOf(net.spec, mixing);
  const forward = forwardPasses(net, values.weights.w, drawnNoise(builder)(name), {
    drops: drops?.(builder, scheduled),
  });
  const trained =
    mode === 'train' ? forward.train(batch.x, columns, ranColumns(net.spec, mixing)) : undefined;
  const scores = trained?.logits ?? forward.evaluate(batch.x, columns, values.running);
  const loss = crossEntropy(scores, batch.y);
  const wanted = { ...logits, w: values.weights.w };
  const found = namedAs(wanted, gradients(loss, scalar(builder.graph, 1), listOf(wanted)));
  record('logits', scores);
  record('loss', loss);
  for (const [of, gradient] of Object.entries(found)) record(`gradient.${of}`, gradient);
  for (const [of, ran] of Object.entries(mixing.ran ?? {})) record(`ran.${of}`, identity(ran));
  if (trained) {
    const after = updatedStatistics(values.running, trained.statistics());
    record('mean', after.mean);
    record('variance', after.variance);
  }
  return { session: new Session(builder, [{ outputs }, ...statePrograms(net)]), outputs };
}

/** What the method adds to the validation loss, and the gradient of that alone. */
export const REGULARISER_OUTPUTS = ['regulariser', ...perType('regulariser.gradient')];

export function regulariserGraph({ net, config, precision }: MethodReplay): Session {
  const builder = new GraphBuilder(precision);
  const { values } = new SearchState(builder, net);
  const scheduled = new Scheduled(builder, config);
  const logits = mapped(values.architecture, ({ alpha }) => alpha);
  const added = METHODS[config.method].regularise?.({
    config,
    alphas: operationLogits(net.spec, logits),
    edges: edgeLogits(net.spec, logits),
    scheduled: scheduled.number,
  });
  if (!added) throw new Error(`${config.method} adds nothing to the loss`);
  const found = namedAs(logits, gradients(added, scalar(builder.graph, 1), listOf(logits)));
  builder.output('regulariser', added);
  for (const [of, gradient] of Object.entries(found)) builder.output(`regulariser.gradient.${of}`, gradient);
  return new Session(builder, [{ outputs: REGULARISER_OUTPUTS }, ...statePrograms(net)]);
}

/** What an α step gives and stores. */
export const ALPHA_OUTPUTS = ['alpha.loss', 'alpha.logits', ...perType('alpha.gradient')];
/** What a weight step gives. */
export const WEIGHT_OUTPUTS = ['step.loss', 'step.logits', 'step.gradNorm'];
export const LOGIT_STATE = ['state.alpha', 'state.adam.m', 'state.adam.v'].flatMap(perType);

/** The compiled step of a search with the method; `outputs`: the set that will be asked for. */
export function methodStep({ net, config, precision }: MethodReplay, outputs: readonly string[]): Session {
  const builder = new GraphBuilder(precision);
  const state = new SearchState(builder, net);
  buildStep(builder, state, {
    net,
    method: METHODS[config.method],
    config,
    noise: drawnNoise(builder),
    scheduled: new Scheduled(builder, config),
    masks: drawnMasks(builder),
  });
  return new Session(builder, [{ outputs }, ...statePrograms(net)]);
}
