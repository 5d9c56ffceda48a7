/**
 * What a search method may change in the one search loop. A method is a small file that fills only the
 * hooks it needs; everything else is plain first-order DARTS. The hooks here build graph: they run once, when
 * the step is compiled. What a method decides between steps stands in `rules.ts`.
 */
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { DrawKind } from '../search/draws.ts';
import type { Mixing } from '../search/mixing.ts';
import type { MemoryShapes } from '../search/state.ts';
import type { ChangedGradient, FoundGradient } from '../search/weightStep.ts';
import type { Structure, Supernet } from '../supernet/spec.ts';
import type { LogitTensor, Tensors } from '../supernet/tensors.ts';
import type { Value } from '../tensorflow/graph.ts';
import type { Discretisation, FoundArchitecture, Rules, TensorRows } from './rules.ts';

export interface Method {
  /** Numbers of an epoch that the step is fed with, by name. `epoch` counts within the stage. */
  readonly schedule?: (config: SearchConfig, epoch: number) => Readonly<Record<string, number>>;
  /** A logit at the start, from a draw of N(0, 1); 1e-3 of it unless given. `column` K is that of the edge. */
  readonly start?: (draw: number, edge: number, column: number, operations: number) => number;
  /** What its supernet has that others have not. */
  readonly structure?: (config: SearchConfig) => Structure;
  /** Weights of the operations [edges, K] from their logits; softmax unless given. */
  readonly relax?: (logits: Value) => Value;
  /** Weights of the edges [edges] from their logits; softmax over the edges of a node unless given. */
  readonly relaxEdges?: (logits: Value) => Value;
  /** What a training pass mixes with, where it is drawn at random; else the relaxation itself. */
  readonly sample?: (context: SampleContext) => Pick<Mixing, 'A' | 'ran' | 'constant'>;
  /** Added to the validation loss whose gradient the α step takes. */
  readonly regularise?: (context: RegulariserContext) => Value;
  /** Learning rate of the logits as a multiple of the knob, of those of operations and of edges; by epoch. */
  readonly alphaRates?: (config: SearchConfig, epoch: number) => { operations: number; edges: number };
  /** Moves the mixing weights A before the weight step; the weight step uses the result as it is. */
  readonly perturb?: (context: PerturbContext) => Tensors<Value>;
  /** Which step comes first; the α step unless given. `weights-only`: there is no α step. */
  readonly order?: 'weights-first' | 'weights-only';
  /** Tensors to remember from step to step; `next` of the gradient hook stores them. */
  readonly memory?: (net: Supernet) => MemoryShapes;
  /** Makes something else of the weight gradient before it is clipped. */
  readonly weightGradient?: (context: WeightGradientContext) => ChangedGradient;
  /** What is decided between steps and after epochs. */
  readonly rules?: Rules;
  /** What the genotype is read off in place of the mixing weights: rows that hold 1 for what it keeps. */
  readonly candidate?: (context: FoundArchitecture) => TensorRows;
  /** The genotype of an architecture of cells; the two strongest edges of each node unless given. */
  readonly derive?: (context: Discretisation) => Genotype;
}

export interface SampleContext {
  readonly config: SearchConfig;
  /** What the rows of each tensor choose. */
  readonly chooses: Tensors<LogitTensor['chooses']>;
  /** Logits of what is chosen, [edges, K] of operations. */
  readonly logits: Tensors<Value>;
  /** Their relaxation. */
  readonly A: Tensors<Value>;
  readonly scheduled: (name: string) => Value;
  /** Numbers drawn anew for each step, in the shape of `A`. */
  readonly draw: (name: string, kind: DrawKind) => Tensors<Value>;
  /** An int32 [2] seed per tensor, drawn anew for each step. */
  readonly seed: (name: string) => Tensors<Value>;
  /** Makes a value readable from outside, under the name of the phase. */
  readonly record: (name: string, value: Value) => void;
}

export interface RegulariserContext {
  readonly config: SearchConfig;
  /** Logits of the operations, [edges, K]. */
  readonly alphas: Tensors<Value>;
  /** Logits of the edges [edges], where the method has them. */
  readonly edges: Tensors<Value> | undefined;
  /** A number of the method's schedule, a scalar. */
  readonly scheduled: (name: string) => Value;
}

export interface PerturbContext {
  readonly config: SearchConfig;
  /** Weights of the operations after the α step, [edges, K]. */
  readonly A: Tensors<Value>;
  /** Radius ε of this epoch, a scalar. */
  readonly epsilon: Value;
  /** U(−ε, ε) in the shape of `A`, [leading…] times: fed at each step under `name`. */
  readonly uniform: (name: string, leading: readonly number[]) => Tensors<Value>;
  /** Loss of the scoring batch at weights A of the operations, batch norm in eval mode. */
  readonly lossAt: (A: Tensors<Value>) => Value;
  /** Losses [N] at N points [N, edges, K] in one pass. */
  readonly lossesAt: (A: Tensors<Value>) => Value;
  /** Gradient of a loss from `lossAt` with respect to the A it was taken at. */
  readonly gradientAt: (loss: Value, A: Tensors<Value>) => Tensors<Value>;
  /** Makes a value readable from outside, for the run's record and for `verify`. */
  readonly record: (name: string, value: Value) => void;
}

export interface WeightGradientContext extends FoundGradient {
  readonly config: SearchConfig;
  readonly net: Supernet;
  readonly scheduled: (name: string) => Value;
  /** A tensor that the method's rules feed at each step. */
  readonly fed: (name: string, shape: readonly number[]) => Value;
  /** ∇w of the validation loss in this α step, flat; zeros in steps without one. */
  readonly ofValidation: () => Value;
  readonly memory: Readonly<Record<string, Value>>;
  /** What a remembered tensor becomes. */
  readonly remember: (name: string, value: Value) => void;
  readonly record: (name: string, value: Value) => void;
}
