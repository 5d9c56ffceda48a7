/** Replays DA²S: its strengthening functions, its passes, the discretisation loss epoch by epoch, and α steps. */
import { z } from 'zod';
import { CELL_EDGES, CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import { atMostOne, da2s, strengthened } from '../methods/da2s.ts';
import { edgeLogits, operationLogits, relaxed } from '../search/mixing.ts';
import { scheduleFeeds } from '../search/scheduled.ts';
import { SearchState, statePrograms } from '../search/state.ts';
import { mapped } from '../supernet/tensors.ts';
import { identity } from '../tensorflow/ops/basic.ts';
import { GraphBuilder, type Numbers, Session } from '../tensorflow/session.ts';
import { adamFields, adamKnobs } from './caseFields.ts';
import { partsByNode } from './logitParts.ts';
import { ALPHA_OUTPUTS } from './methodGraph.ts';
import {
  caseTensors,
  checkLogits,
  loadMethod,
  type MethodCase,
  type MethodReplay,
  methodReplay,
  reportUnused,
} from './methodReplay.ts';
import { bothCells, firstStep, regularisers, replayProbes, type Results, run } from './methodSections.ts';

const specSchema = z.looseObject({
  epochs: z.array(z.int()),
  aux_weight: z.number(),
  arch_lr_alpha: z.number(),
  arch_lr_beta: z.number(),
  arch_betas: adamFields.arch_betas,
  arch_weight_decay: adamFields.arch_weight_decay,
});
/** Epochs with a recorded α step, counted from 1: before and after α starts to learn. */
const STEPS = [5, 30];

export function replayDaas(context: MethodCase): void {
  const tensors = caseTensors(context);
  const spec = specSchema.parse(context.golden);
  z.literal(spec.arch_lr_alpha).parse(spec.arch_lr_beta);
  const knobs = {
    discreteWeight: spec.aux_weight,
    ...adamKnobs({ ...spec, arch_lr: spec.arch_lr_beta }),
  };
  const replay = methodReplay(context, tensors, { method: 'da2s', knobs, parts: partsByNode });
  replayProbes(replay, [
    { name: 'fwd_train', mode: 'train' },
    { name: 'fwd_eval', mode: 'eval' },
    {
      // Normal cells with the edge weights of reduction cells and the other way round.
      name: 'fwd_train_as_coded',
      mode: 'train',
      change: ({ edges, ...mixing }) => ({
        ...mixing,
        edges: edges && { normal: edges['reduce']!, reduce: edges['normal']! },
      }),
    },
  ]);
  replayWeights(replay);
  replayRegulariser(replay, spec.epochs, spec.aux_weight);
  for (const epoch of STEPS) replayStep(replay, epoch);
  reportUnused(tensors, context.check);
}

/** f, g and the weights that they lead to. */
function replayWeights(replay: MethodReplay): void {
  const { net, precision } = replay;
  const builder = new GraphBuilder(precision);
  const { values } = new SearchState(builder, net);
  const logits = mapped(values.architecture, ({ alpha }) => alpha);
  const alphas = operationLogits(net.spec, logits);
  const betas = edgeLogits(net.spec, logits)!;
  const mixing = relaxed({ spec: net.spec, method: da2s }, logits);
  for (const type of CELL_TYPES) {
    builder.output(`f.alpha.${type}`, strengthened(alphas[type]!));
    builder.output(`g.beta.${type}`, atMostOne(betas[type]!));
    builder.output(`weights.alpha.${type}`, identity(mixing.A[type]!));
    builder.output(`weights.beta.${type}`, identity(mixing.edges![type]!));
  }
  const outputs = [...builder.outputs.keys()].filter((name) => /^(f|g|weights)\./u.test(name));
  const session = new Session(builder, [{ outputs }, ...statePrograms(net)]);
  loadMethod(replay, session);
  compareWeights(replay, run(session, {}, outputs));
  session.dispose();
}

function compareWeights({ golden, check }: MethodReplay, result: Results): void {
  const compare = (name: string, numbers: Numbers): void => check.check(name, numbers, golden.data(name));
  for (const type of CELL_TYPES) {
    compare(`f.alpha.${type}`, result(`f.alpha.${type}`));
    compare(`weights.alpha.${type}`, result(`weights.alpha.${type}`));
    for (const node of [1, 2, 3]) {
      const incoming = CELL_EDGES.flatMap((edge, index) => (edge.node === node ? [index] : []));
      const own = (name: string): Float64Array =>
        Float64Array.from(incoming, (edge) => result(`${name}.${type}`)[edge]!);
      compare(`g.beta.${type}.${node + 2}`, own('g.beta'));
      // The engine's weights of a node's edges sum to the number of edges, the recorded ones to 1.
      compare(
        `weights.beta.${type}.${node + 2}`,
        own('weights.beta').map((each) => each / incoming.length),
      );
    }
  }
}

/** The engine's loss is one number: its part of the edges is what is left when α's ramp is 0. */
function replayRegulariser(replay: MethodReplay, epochs: readonly number[], weight: number): void {
  const { config, golden, check } = replay;
  const compare = (name: string, value: number): void => check.check(name, [value], golden.data(name));
  const noAlpha = { 'schedule.alphaRamp': Float64Array.of(0) };
  for (const epoch of epochs) {
    const scheduled = scheduleFeeds(config, epoch - 1);
    const [whole, ofEdges] = regularisers(replay, [scheduled, { ...scheduled, ...noAlpha }]);
    const [total, beta] = [whole!('regulariser')[0]!, ofEdges!('regulariser')[0]!];
    compare(`reg.e${epoch}.lin`, scheduled['schedule.linear']![0]!);
    compare(`reg.e${epoch}.log`, scheduled['schedule.alphaRamp']![0]!);
    compare(`reg.e${epoch}.total`, total);
    compare(`reg.e${epoch}.beta_term`, beta);
    compare(`reg.e${epoch}.alpha_term`, total - beta);
    const gradient = bothCells(whole!, 'regulariser.gradient');
    checkLogits(replay, ({ name, of }) => `reg.e${epoch}.grad_${name}.${of}`, gradient);
  }
  const full = { 'schedule.linear': Float64Array.of(1), 'schedule.alphaRamp': Float64Array.of(1) };
  const [both, edges] = regularisers(replay, [full, { ...full, ...noAlpha }]);
  const raw = edges!('regulariser')[0]! / weight;
  compare('reg.raw_alpha_entropy', both!('regulariser')[0]! / weight - raw);
  compare('reg.raw_beta_loss', raw / 4);
}

function replayStep(replay: MethodReplay, epoch: number): void {
  const outputs = [...ALPHA_OUTPUTS, 'only.alphaStep'];
  const { result, after } = firstStep(replay, { outputs, epoch: epoch - 1 });
  const gradient = bothCells(result, 'alpha.gradient');
  checkLogits(replay, ({ name, of }) => `step.e${epoch}.grad_${name}.${of}`, gradient);
  const logits = bothCells(after, 'state.alpha');
  checkLogits(replay, ({ name, of }) => `step.e${epoch}.${name}.${of}_after`, logits);
}
