/** Replays the golden cases of second-order DARTS: every part of the unrolled gradient, and the α step it makes. */
import { z } from 'zod';
import { CELL_TYPES, SPACE_NAMES } from '../../../src-shared/space/spaces.ts';
import { fromTorch } from '../supernet/parameters.ts';
import type { Precision } from '../tensorflow/graph.ts';
import type { Feeds, Numbers, Session } from '../tensorflow/session.ts';
import { adamFields, networkFields } from './caseFields.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors } from './goldenFolder.ts';
import { batchFeeds, checkStatistics, checkWeights, loadRecorded, norm, type Replay } from './replay.ts';
import { caseNetwork, stepGraph } from './supernetGraph.ts';

/** The mean shift and its like do not take part: their parameters are any. */
const unused = z.int().default(1);

const specSchema = z.looseObject({
  space: z.enum(SPACE_NAMES),
  ...networkFields,
  lr: z.number(),
  momentum: z.number(),
  weight_decay: z.number(),
  ...adamFields,
  n_params: z.int(),
  grad_clip: unused,
  eps_ms: unused,
  eps_sd: unused,
  h: unused,
  T: unused,
  N: unused,
  pgd_steps: unused,
});

const perType = (part: string): string[] => CELL_TYPES.map((type) => `${part}.${type}`);

const OUTPUTS = [
  ...['loss.train', 'loss.plus', 'loss.minus', 'w', 'vector', 'R'].map((part) => `unrolled.${part}`),
  ...['unrolled.direct', 'unrolled.implicit', 'alpha.gradient'].flatMap(perType),
  'alpha.loss',
  // Stores what the α step changes.
  'only.alphaStep',
];

/** Golden quantities of a call by the outputs that they are. */
const QUANTITIES = {
  loss_train: 'unrolled.loss.train',
  loss_plus: 'unrolled.loss.plus',
  loss_minus: 'unrolled.loss.minus',
  R: 'unrolled.R',
  unrolled_loss_val: 'alpha.loss',
} as const;
const QUANTITIES_PER_CELL = {
  dalpha: 'unrolled.direct',
  implicit: 'unrolled.implicit',
  grad_alpha: 'alpha.gradient',
} as const;
const STATE_PER_CELL = {
  alpha_after: 'state.alpha',
  adam_m: 'state.adam.m',
  adam_v: 'state.adam.v',
} as const;

export function replaySecondOrder(
  folder: string,
  name: string,
  golden: GoldenCase,
  precision: Precision,
  check: Comparison,
): void {
  const spec = specSchema.parse(golden);
  const replay: Replay = {
    spec,
    net: caseNetwork(spec),
    input: new GoldenTensors(folder, `${name}.in.safetensors`),
    golden: new GoldenTensors(folder, `${name}.out.safetensors`),
    check,
    precision,
  };
  check.check('parameters', [replay.net.parameters.size], [spec.n_params]);
  const knobs = { method: 'darts', alphaOrder: 'second' } as const;
  const { session } = stepGraph(replay.net, spec, knobs, precision, [OUTPUTS]);
  replayCall(replay, session, 'call1', {});
  replayCall(replay, session, 'call2', { 'load.momentum': recordedMomentum(replay) });
  session.dispose();
  reportUnused(replay);
}

function recordedMomentum({ net, input }: Replay): Float64Array {
  const parts = net.parameters.parameters.map((each) => fromTorch(each, input.data(`mom.${each.name}`)));
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

/** One α step from the recorded state. */
function replayCall(replay: Replay, session: Session, call: string, changed: Feeds): void {
  const { spec, golden, check } = replay;
  loadRecorded(replay, session, changed);
  const [beta1, beta2] = spec.arch_betas;
  const feeds = {
    ...batchFeeds('train', replay, 'train'),
    ...batchFeeds('validation', replay, 'val'),
    'alpha.on': Int32Array.of(1),
    learningRate: Float64Array.of(spec.lr),
    'alpha.learningRate': Float64Array.of(spec.arch_lr),
    'adam.correction1': Float64Array.of(1 - beta1),
    'adam.correction2': Float64Array.of(1 - beta2),
  };
  const result: Partial<Record<string, Numbers>> = session.run(feeds, OUTPUTS);
  const compare = (quantity: string, numbers: Numbers): void =>
    check.check(`${call}.${quantity}`, numbers, golden.data(`${call}.${quantity}`));
  for (const [quantity, name] of Object.entries(QUANTITIES)) compare(quantity, result[name]!);
  for (const [quantity, name] of Object.entries(QUANTITIES_PER_CELL))
    for (const type of CELL_TYPES) compare(`${quantity}.${type}`, result[`${name}.${type}`]!);
  compare('vector_norm', Float64Array.of(norm(result['unrolled.vector']!)));
  checkWeights(replay, `${call}.w_unrolled`, result['unrolled.w']!);
  if (golden.has(`${call}.vector.stem.0.weight`))
    checkWeights(replay, `${call}.vector`, result['unrolled.vector']!);
  const states = Object.values(STATE_PER_CELL).flatMap(perType);
  const after: Partial<Record<string, Numbers>> = session.run({}, [
    ...states,
    'state.mean',
    'state.variance',
  ]);
  for (const [quantity, name] of Object.entries(STATE_PER_CELL))
    for (const type of CELL_TYPES) compare(`${quantity}.${type}`, after[`${name}.${type}`]!);
  checkStatistics(replay, `${call}.bn_after`, after['state.mean']!, after['state.variance']!);
}

function reportUnused({ input, golden, check }: Replay): void {
  for (const tensor of golden.unused()) {
    if (tensor.includes('.exact_implicit.'))
      check.unsupported.push(
        `${tensor}: for information; the rule takes the finite difference, which kinks keep far from it`,
      );
    else check.problems.push(`golden tensor "${tensor}" was not computed`);
  }
  for (const tensor of input.unused()) check.problems.push(`input tensor "${tensor}" was not used`);
}
