/** What is measured after an epoch: validation loss and accuracy, discretisation gap, entropy, genotype, λ_max. */
import { deriveGenotype } from '../../../src-shared/genotype/derive.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { CELL_EDGES, type Space } from '../../../src-shared/space/spaces.ts';
import { softmaxRow } from '../../../src-shared/stats/alphaDistance.ts';
import { extremeEigenvalues, type Extremes } from '../curvature/lanczos.ts';
import type { BatchLoader } from '../dataset/loader.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { Numbers } from '../tensorflow/session.ts';
import type { CompiledSearch, Images } from './compiledSearch.ts';

export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

/** Rows of a flat [edges, K] tensor. */
export function rowsOf(flat: Numbers, operations: number): number[][] {
  return Array.from({ length: flat.length / operations }, (_, edge) => [
    ...flat.slice(edge * operations, (edge + 1) * operations),
  ]);
}

/** Mixing weights of the discretised supernet: 1 for each kept operation of the genotype, 0 elsewhere. */
export function discreteWeights(space: Space, genotype: Genotype): PerCell<number[][]> {
  return perCell((type) => {
    const rows = space.operations[type].map((operations) => operations.map(() => 0));
    genotype[type].forEach(({ operation, input }, kept) => {
      const node = Math.floor(kept / 2);
      const edge = CELL_EDGES.findIndex((each) => each.node === node && each.input === input);
      rows[edge]![space.operations[type][edge]!.indexOf(operation)] = 1;
    });
    return rows;
  });
}

export interface Architecture {
  readonly alphas: PerCell<number[][]>;
  readonly A: PerCell<number[][]>;
  readonly genotype: Genotype;
}

export function architectureOf(space: Space, flat: PerCell<Numbers>): Architecture {
  const alphas = perCell((type) => rowsOf(flat[type], space.operations[type][0]!.length));
  return {
    alphas,
    A: perCell((type) => alphas[type].map(softmaxRow)),
    genotype: deriveGenotype(space, alphas),
  };
}

/** Loss and accuracy on the loader's images at each of the given A; `tick` is called after every batch. */
export function scores(
  compiled: CompiledSearch,
  loader: BatchLoader,
  points: readonly PerCell<number[][]>[],
  noiseSeed: (batch: number) => readonly [number, number],
  tick: (done: number, total: number) => void,
): Score[] {
  const flat = points.map((A) => perCell((type) => Float32Array.from(A[type].flat())));
  const sums = points.map(() => ({ loss: 0, hits: 0 }));
  const total = loader.batchesPerEpoch;
  let images = 0;
  loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: total });
  for (let batch = 0; batch < total; batch++) {
    const next = loader.next();
    images += next.count;
    flat.forEach((A, point) => {
      const { losses, hits } = compiled.evaluate(next, A, noiseSeed(batch));
      for (let i = 0; i < next.count; i++) {
        sums[point]!.loss += losses[i]!;
        sums[point]!.hits += hits[i]!;
      }
    });
    tick(batch + 1, total);
  }
  return sums.map(({ loss, hits }) => ({ loss: loss / images, accuracy: hits / images }));
}

export interface CurvatureKnobs {
  readonly start: Float64Array;
  readonly iterations: number;
  readonly tolerance: number;
}

/** Extreme eigenvalues of the Hessian on one validation batch. */
export function curvature(
  compiled: CompiledSearch,
  images: Images,
  knobs: CurvatureKnobs,
  noiseSeed: readonly [number, number],
): Extremes {
  return extremeEigenvalues((v) => compiled.hessianProduct(images, v, noiseSeed), knobs);
}
