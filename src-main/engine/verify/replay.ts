/** What the sections of a supernet case share: the recorded state, batches, and pooled comparisons. */
import type { Supernet } from '../supernet/spec.ts';
import { fromTorch, type ParameterList, toTorch } from '../supernet/parameters.ts';
import { type Precision, sizeOf } from '../tensorflow/graph.ts';
import type { Feeds, Numbers, Session } from '../tensorflow/session.ts';
import type { Comparison } from './comparison.ts';
import type { GoldenTensors } from './goldenFolder.ts';
import type { CaseSpec } from './supernetGraph.ts';

/** What the replay of any network needs. */
export interface NetworkReplay {
  readonly net: { readonly parameters: ParameterList };
  readonly input: GoldenTensors;
  readonly golden: GoldenTensors;
  readonly check: Comparison;
}

export interface Replay extends NetworkReplay {
  readonly spec: CaseSpec;
  readonly net: Supernet;
  readonly precision: Precision;
}

/** Feeds that set weights and statistics to the recorded ones, and the momentum to zero. */
export function recordedNetwork({ net, input }: NetworkReplay): Feeds {
  const { parameters, batchNorms, size } = net.parameters;
  const join = (parts: Float64Array[]): Float64Array => Float64Array.from(parts.flatMap((part) => [...part]));
  return {
    'load.w': join(parameters.map((parameter) => fromTorch(parameter, input.data(`w.${parameter.name}`)))),
    'load.mean': join(batchNorms.map(({ name }) => input.data(`b.${name}.running_mean`))),
    'load.variance': join(batchNorms.map(({ name }) => input.data(`b.${name}.running_var`))),
    'load.momentum': new Float64Array(size),
  };
}

/** Sets the session back to the recorded weights, statistics and alphas, optimizers fresh but for `changed`. */
export function loadRecorded(replay: Replay, session: Session, changed: Feeds = {}): void {
  const { input, net } = replay;
  const feeds: Record<string, Numbers> = { ...recordedNetwork(replay) };
  for (const { name } of net.alphas) {
    const alpha = input.data(`alpha.${name}`);
    feeds[`load.alpha.${name}`] = alpha;
    feeds[`load.adam.m.${name}`] = new Float64Array(alpha.length);
    feeds[`load.adam.v.${name}`] = new Float64Array(alpha.length);
  }
  session.run({ ...feeds, ...changed }, ['loaded']);
}

export function batchFeeds(
  name: string,
  { input }: Pick<NetworkReplay, 'input'>,
  half: 'train' | 'val',
): Feeds {
  return {
    [`${name}.x`]: input.image(`in.x_${half}`),
    [`${name}.y`]: Int32Array.from(input.data(`in.y_${half}`)),
  };
}

export function norm(numbers: Numbers): number {
  return Math.sqrt([...numbers].reduce((total, value) => total + value * value, 0));
}

/** Checks flat weights (or their gradients) parameter by parameter, pooled under `<prefix>.*`. */
export function checkWeights({ net, golden, check }: NetworkReplay, prefix: string, flat: Numbers): void {
  let offset = 0;
  for (const parameter of net.parameters.parameters) {
    const part = Float64Array.from(flat.slice(offset, (offset += sizeOf(parameter.shape))));
    check.check(`${prefix}.*`, toTorch(parameter, part), golden.data(`${prefix}.${parameter.name}`));
  }
}

/** The same where the case has recorded only some of them. */
export function checkRecordedWeights(
  { net, golden, check }: NetworkReplay,
  prefix: string,
  flat: Numbers,
): void {
  let offset = 0;
  for (const parameter of net.parameters.parameters) {
    const part = Float64Array.from(flat.slice(offset, (offset += sizeOf(parameter.shape))));
    const tensor = `${prefix}.${parameter.name}`;
    if (golden.has(tensor)) check.check(`${prefix}.*`, toTorch(parameter, part), golden.data(tensor));
  }
}

export function checkStatistics(
  { net, golden, check }: NetworkReplay,
  prefix: string,
  mean: Numbers,
  variance: Numbers,
): void {
  let offset = 0;
  for (const { name, channels } of net.parameters.batchNorms) {
    const end = offset + channels;
    check.check(`${prefix}.*`, mean.slice(offset, end), golden.data(`${prefix}.${name}.running_mean`));
    check.check(`${prefix}.*`, variance.slice(offset, end), golden.data(`${prefix}.${name}.running_var`));
    offset = end;
  }
}
