/**
 * Plateau's own operations (native/): what a search does most, in one pass over memory. They are there on a
 * CPU in float32, where they were built; everything they do can be written with TensorFlow's operations too.
 */
import { type Attributes, type DType, type Graph, sameShape, type Shape, type Value } from '../graph.ts';
import { addN } from './basic.ts';
import { concat } from './shape.ts';

const REAL: DType = 'real';
const tensor = (shape: Shape): { shape: Shape; dtype: DType } => ({ shape, dtype: REAL });

/** A batch norm that whoever uses a value applies: statistics [C] and, where it has learned them, γ and β [C]. */
export interface Normalisation {
  readonly mean: Value;
  readonly variance: Value;
  /** The variance is that of n − 1: statistics of a batch are, running ones are used as they are. */
  readonly unbiased: boolean;
  readonly learned?: { readonly gamma: Value; readonly beta: Value } | undefined;
}

/** Whether images of so many channels are better off with them: vectors hold 8 or 16 numbers (4 in small tests). */
export function ownFit({ own }: Graph, channels: number): boolean {
  return own && (channels % 8 === 0 || channels === 4);
}

function inputsOf(normal: Normalisation | undefined): readonly Value[] {
  if (!normal) return [];
  const { mean, variance, learned } = normal;
  return [mean, variance, ...(learned ? [learned.gamma, learned.beta] : [])];
}

export interface SeparableSpec {
  /** Batch norm in front of the ReLU. */
  readonly before?: Normalisation | undefined;
  readonly stride: 1 | 2;
  readonly dilation: 1 | 2;
  /** Mean and variance of the result are wanted. */
  readonly statistics: boolean;
}

export interface OwnConvResult {
  readonly y: Value;
  /** [D]; [0] where they are not wanted. */
  readonly mean: Value;
  /** [D], unbiased. */
  readonly variance: Value;
}

/**
 * Batch norm if there is one, ReLU, depthwise convolution [k, k, C, 1], pointwise convolution [1, 1, C, D]:
 * x [B, H, W, C] → y [B, H/s, W/s, D]. Output pixel o sees input pixels s·o + dilation·(t − (k − 1)/2).
 */
export function separableConv(
  x: Value,
  depthwise: Value,
  pointwise: Value,
  { before, stride, dilation, statistics }: SeparableSpec,
): OwnConvResult {
  const [batch = 0, height = 0, width = 0] = x.shape;
  const filters = pointwise.shape[3] ?? 0;
  const normal = inputsOf(before);
  const attributes = {
    before_count: { int: normal.length },
    stride: { int: stride },
    dilation: { int: dilation },
    unbiased: { bool: before?.unbiased ?? false },
    statistics: { bool: statistics },
  };
  const seen = tensor([statistics ? filters : 0]);
  const shape = [batch, Math.ceil(height / stride), Math.ceil(width / stride), filters];
  const { outputs } = x.node.graph.add('PlateauSeparable', [x, depthwise, pointwise, ...normal], attributes, [
    tensor(shape),
    seen,
    seen,
  ]);
  const [y, mean, variance] = outputs;
  return { y: y!, mean: mean!, variance: variance! };
}

export interface PointwiseSpec {
  readonly stride: 1 | 2;
  /** Mean and variance of the result are wanted. */
  readonly statistics: boolean;
  /** Batch norm after it, instead; no gradient passes then. */
  readonly after?: Normalisation | undefined;
}

/**
 * ReLU, pointwise convolutions [1, 1, C, Dₖ] side by side: x [B, H, W, C] → y [B, H/s, W/s, Σ Dₖ]. The k-th sees
 * the pixels s·o + k of both sides: two with stride 2 are a factorized reduction. Where x is joined of several
 * images, those are read: the whole is never put together.
 */
export function pointwiseConv(
  x: Value,
  kernels: readonly Value[],
  { stride, statistics, after }: PointwiseSpec,
): OwnConvResult {
  const parts = partsOf(x);
  const [batch = 0, height = 0, width = 0] = x.shape;
  const filters = kernels.reduce((sum, { shape }) => sum + (shape[3] ?? 0), 0);
  const normal = inputsOf(after);
  const attributes = {
    parts: { int: parts.length },
    kernel_count: { int: kernels.length },
    after_count: { int: normal.length },
    stride: { int: stride },
    unbiased: { bool: after?.unbiased ?? false },
    statistics: { bool: statistics },
  };
  const seen = tensor([statistics ? filters : 0]);
  const shape = [batch, height / stride, width / stride, filters];
  const inputs = [...parts, ...kernels, ...normal];
  const { outputs } = x.node.graph.add('PlateauPointwise', inputs, attributes, [tensor(shape), seen, seen]);
  const [y, mean, variance] = outputs;
  return { y: y!, mean: mean!, variance: variance! };
}

/** The images that `x` was joined of, channel after channel, where each is fit to be read by itself. */
function partsOf(x: Value): readonly Value[] {
  const parts = x.node.op === 'ConcatV2' ? x.node.inputs.slice(0, -1) : [];
  const [, ...sides] = [...x.shape].reverse();
  const fit = (part: Value): boolean => {
    const [channels = 0, ...rest] = [...part.shape].reverse();
    return sameShape(rest, sides) && ownFit(x.node.graph, channels);
  };
  return parts.length > 0 && parts.every(fit) ? parts : [x];
}

/** A link of a chain with the batch norm after it. */
export interface StageTerm extends Pick<SeparableSpec, 'stride' | 'dilation'> {
  /** Depthwise and pointwise, as `separableConv` has them, or the two of a factorized reduction. */
  readonly kernels: readonly [Value, Value];
  readonly normal: Normalisation;
}

/**
 * A term of a weighted sum: `value`, normalised where it has to be, times a number of a tensor (default 1). With
 * stages it is what one or two of them make of `value`, and no gradient passes.
 */
export interface Term {
  readonly value: Value;
  readonly stages?: readonly StageTerm[];
  readonly normal?: Normalisation | undefined;
  readonly weight?: { readonly of: Value; readonly at: number } | undefined;
}

/** Σ weight · normalised value, all of one shape [B, H, W, C]. What a batch norm has learned takes the place of weights. */
export function weightedSum(given: readonly Term[]): Value {
  const chains = given.filter(({ stages }) => stages);
  const terms = given.filter(({ stages }) => !stages);
  if (chains.length > 0) return node(terms, chains);
  const [first] = terms;
  if (!first) throw new Error('a sum without terms');
  const { inputs, attributes } = sumOfTerms(terms, []);
  const { value } = first;
  return value.node.graph.add('PlateauWeightedSum', inputs, attributes, [tensor(value.shape)]).outputs[0]!;
}

/** A weighted sum some terms of which are chains: all that lies between their sources and the sum stays in the cache. */
function node(terms: readonly Term[], chains: readonly Term[]): Value {
  const sources = [...new Set(chains.map(({ value }) => value))];
  const stages = chains.flatMap((chain) => chain.stages ?? []);
  if ([...terms, ...stages].some(({ normal }) => normal?.learned))
    throw new Error('a sum of chains has no place for γ and β');
  const { inputs, attributes } = sumOfTerms([...terms, ...chains], stages);
  const kernels = stages.flatMap((stage) => stage.kernels);
  const fields = chains.flatMap(({ value, stages: [first, ...rest] = [] }) => {
    const { stride = 1, dilation = 1 } = first ?? {};
    return [sources.indexOf(value), 1 + rest.length, stride, dilation];
  });
  const all = {
    ...attributes,
    terms: { int: terms.length },
    source_count: { int: sources.length },
    kernel_count: { int: kernels.length },
    chains: { ints: fields },
  };
  const [
    {
      value,
      stages: [{ stride }],
    },
  ] = chains as [Term & { stages: [StageTerm] }];
  const [batch = 0, height = 0, width = 0, channels = 0] = value.shape;
  const shape = [batch, Math.ceil(height / stride), Math.ceil(width / stride), channels];
  return value.node.graph.add('PlateauNode', [...inputs, ...sources, ...kernels], all, [tensor(shape)])
    .outputs[0]!;
}

interface Recorded {
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
}

/** Inputs and attributes that both sums have: plain values, statistics (those of the stages last), weights. */
function sumOfTerms(terms: readonly Term[], stages: readonly StageTerm[]): Recorded {
  const plain = terms.filter((term) => !term.stages);
  const normalised = plain.flatMap(({ normal }, index) => (normal ? [{ normal, index }] : []));
  const normals = [...normalised, ...stages].map(({ normal }) => normal);
  const learned = normals.some((normal) => normal.learned);
  const weights = learned ? learnedWeights(terms) : mixingWeights(terms);
  const attributes = {
    terms: { int: plain.length },
    normalised_count: { int: normals.length },
    weights_count: { int: weights.tensors.length > 0 ? 1 : 0 },
    shift_count: { int: Math.max(0, weights.tensors.length - 1) },
    normalised: { ints: normalised.map(({ index }) => index) },
    at: { ints: weights.at },
    unbiased: { bool: normals[0]?.unbiased ?? false },
    per_channel: { bool: learned },
  };
  const inputs = [
    ...plain.map(({ value }) => value),
    ...normals.map(({ mean }) => mean),
    ...normals.map(({ variance }) => variance),
    ...weights.tensors,
  ];
  return { inputs, attributes };
}

/** Where the terms find their weights, −1 those that have none; the tensor of weights and the sum's constant, if any. */
interface Weights {
  readonly at: readonly number[];
  readonly tensors: readonly Value[];
}

function mixingWeights(terms: readonly Term[]): Weights {
  const tensors = [...new Set(terms.flatMap(({ weight }) => weight?.of ?? []))];
  if (tensors.length > 1) throw new Error('the terms of a sum have weights of different tensors');
  return { at: terms.map(({ weight }) => weight?.at ?? -1), tensors };
}

/** One row [C] of γ a term that has learned one. */
function learnedWeights(terms: readonly Term[]): Weights {
  if (terms.some(({ weight }) => weight))
    throw new Error('a term is mixed or has learned its scale, not both');
  const learned = terms.flatMap(({ normal }) => normal?.learned ?? []);
  let row = 0;
  const at = terms.map(({ normal }) => (normal?.learned ? row++ : -1));
  const gammas = concat(
    learned.map(({ gamma }) => gamma),
    0,
  );
  return { at, tensors: [gammas, addN(learned.map(({ beta }) => beta))] };
}
