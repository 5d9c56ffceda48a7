/** One forward pass through a network: which weights, which batch norm statistics, which mixing weights. */
import type { Graph, Shape, Value } from '../tensorflow/graph.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import type { Normalisation, Term } from '../tensorflow/ops/own.ts';
import { reshape, split } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList, Place } from './parameters.ts';

/** Running statistics of all batch norms, flat [Σ channels]. */
export interface RunningStatistics {
  readonly mean: Value;
  readonly variance: Value;
}

/** Batch norm statistics of one batch. */
export interface BatchStatistics extends RunningStatistics {
  /** 1 for channels of operations that ran, 0 for the others (undefined: all ran). */
  readonly ran?: Value;
  /** How much the batch counts in the running statistics, one number a channel (undefined: 0.1 everywhere). */
  readonly momenta?: Value;
}

/** N(0,1) in place of an image: the noise operation of S4, drawn anew for each pass, cell and edge. */
export type NoiseSource = (shape: Shape, cell: number, edge: number) => Value;

/**
 * What an operation adds to a node: `value` (+ `bias` per channel); `phases`: in the layout of `toPhases`.
 * With our own operations its batch norm and its mixing weight may be left to the sum of the node.
 */
export interface Contribution extends Term {
  readonly bias?: Value;
  readonly phases?: boolean;
}

/** What our own operations ask of a pass. */
export interface OwnPass {
  /** The pass normalises with statistics of the batch. */
  readonly ofBatch: boolean;
  /** How to normalise at `slot`, given the statistics of the batch where the pass is `ofBatch`. */
  readonly normalisation: (slot: BatchNorm, batch?: RunningStatistics) => Normalisation;
  /** Whether what chains of convolutions make of `x` is left to the node's sum; no gradient passes then. */
  readonly defers?: (x: Value) => boolean;
  /** Where the mixing weight of an operation stands; undefined: it counts as it is. */
  readonly weight: (place: Place) => Term['weight'];
}

export interface Pass {
  readonly graph: Graph;
  /** There where our own operations may be used. */
  readonly own?: OwnPass | undefined;
  /** Called before each cell. */
  readonly beginCell?: () => void;
  /** Called after each searched cell with its two inputs and its nodes. */
  readonly endCell?: ((cell: number, states: readonly Value[]) => void) | undefined;
  readonly weight: (parameter: Parameter) => Value;
  /** Batch norm of `x`, or of its pointwise convolution where the batch norm has a kernel before it; ReLU of it if asked. */
  readonly normalise: (slot: BatchNorm, x: Value, relu?: boolean) => Value;
  /** The same as what the operation that this batch norm ends adds to its node: times its mixing weight, if it has one. */
  readonly normaliseMixed: (slot: BatchNorm, x: Value, phases?: boolean) => Contribution;
  /** `x` as what an operation adds to its node. */
  readonly mixed: (x: Value, place: Place) => Contribution;
  /** `x` without a weight, at as many points as what is mixed: where both are added up. */
  readonly unmixed?: (x: Value) => Value;
  /** Noise in place of an image [B, H, W, C], times its mixing weight. */
  readonly mixedNoise: (shape: Shape, place: Place) => Contribution;
  /** `x` of a skip connection, with dropout where training has it. */
  readonly dropSkip?: (x: Value, place: Place) => Value;
  /** What an edge brings, where training may leave it out. */
  readonly dropEdge?: ((contribution: Contribution, cell: number, edge: number) => Contribution) | undefined;
  /** Called in place of a candidate operation: `apply` applies it. Everything that it normalises belongs to it. */
  readonly operation?: (place: Place, apply: () => Contribution | undefined) => Contribution | undefined;
  /** Adds per-channel biases of contributions to their sum. */
  readonly addBiases: (sum: Value, biases: readonly Value[]) => Value;
}

/** An operation with its parameters; undefined: it adds nothing. */
export type Operation = (pass: Pass, x: Value) => Contribution | undefined;

/** The parameters as tensors of their own, cut from the flat vector. */
export function unflattened({ parameters }: ParameterList, weights: Value): readonly Value[] {
  const parts = split(
    weights,
    parameters.map(({ shape }) => sizeOf(shape)),
  );
  return parameters.map(({ index, shape }) => reshape(parts[index]!, shape));
}
