/**
 * What a search method may change in the one search loop. A method is a small file that fills only the
 * hooks it needs; everything else is plain first-order DARTS. These hooks build graph: they run once, when
 * the step is compiled.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { PerCell } from '../supernet/perCell.ts';
import type { Value } from '../tensorflow/graph.ts';

export interface Method {
  /** Numbers of an epoch that the step is fed with, by name. */
  readonly schedule?: (config: SearchConfig, epoch: number) => Readonly<Record<string, number>>;
  /** Added to the validation loss whose gradient the α step takes. */
  readonly regularise?: (context: RegulariserContext) => Value;
  /** Moves the mixing weights A before the weight step; the weight step uses the result as it is. */
  readonly perturb?: (context: PerturbContext) => PerCell<Value>;
}

export interface RegulariserContext {
  /** Architecture logits, [edges, K] per cell type. */
  readonly alphas: PerCell<Value>;
  /** A number of the method's schedule, a scalar. */
  readonly scheduled: (name: string) => Value;
}

export interface PerturbContext {
  readonly config: SearchConfig;
  /** softmax(α) after the α step, [edges, K] per cell type. */
  readonly A: PerCell<Value>;
  /** Radius ε of this epoch, a scalar. */
  readonly epsilon: Value;
  /** U(−ε, ε) in the shape of `A`, [leading…] times: fed at each step under `name`. */
  readonly uniform: (name: string, leading: readonly number[]) => PerCell<Value>;
  /** Loss of the scoring batch at mixing weights A, batch norm in eval mode. */
  readonly lossAt: (A: PerCell<Value>) => Value;
  /** Losses [N] at N points [N, edges, K] in one pass. */
  readonly lossesAt: (A: PerCell<Value>) => Value;
  /** Gradient of a loss from `lossAt` with respect to the A it was taken at. */
  readonly gradientAt: (loss: Value, A: PerCell<Value>) => PerCell<Value>;
  /** Makes a value readable from outside, for the run's record and for `verify`. */
  readonly record: (name: string, value: Value) => void;
}
