/** What is measured after an epoch: validation loss and accuracy, discretisation gap, entropy, genotype, λ_max. */
import { extremeEigenvalues, type Extremes } from '../curvature/lanczos.ts';
import type { BatchLoader } from '../dataset/loader.ts';
import type { Method } from '../methods/method.ts';
import type { FoundArchitecture, Score, TensorRows } from '../methods/rules.ts';
import { extraColumns, type Structure } from '../supernet/spec.ts';
import { each, mapped, type Tensors } from '../supernet/tensors.ts';
import type { Numbers } from '../tensorflow/session.ts';
import type { CompiledSearch, Images } from './compiledSearch.ts';

/** Rows of a flat [edges, K] tensor. */
export function rowsOf(flat: Numbers, operations: number): number[][] {
  return Array.from({ length: flat.length / operations }, (_, edge) => [
    ...flat.slice(edge * operations, (edge + 1) * operations),
  ]);
}

/** Weights of operations [edges][K] as the supernet mixes them: with the channels that pass by, without extra skips. */
export function withColumns(spec: Structure, rows: TensorRows): Tensors<number[][]> {
  const { partial = 1 } = spec;
  const more = extraColumns(spec);
  return mapped(rows, (own) =>
    own.map((row) => {
      const used = row.some((weight) => weight !== 0);
      return [...row, ...Array.from({ length: more }, (_, i) => (i === 0 && partial > 1 && used ? 1 : 0))];
    }),
  );
}

export interface Architecture extends Pick<FoundArchitecture, 'alphas' | 'weights' | 'edges'> {
  /** What the supernet mixes with. */
  readonly columns: TensorRows;
  /** The weights are the softmax of the logits of operations. */
  readonly plain: boolean;
}

/** The architecture of a search in this epoch of its stage. */
export function architectureOf(compiled: CompiledSearch, method: Method, epoch: number): Architecture {
  const { spec, alphas } = compiled.net;
  const { logits, weights, columns } = compiled.architecture(epoch);
  const all = each(alphas, (tensor) => rowsOf(logits[tensor.name]!, tensor.logits));
  return {
    alphas: each(alphas, ({ name, choices }) => all[name]!.map((row) => row.slice(0, choices))),
    edges: spec.edgeLogits
      ? each(alphas, ({ name, choices }) => all[name]!.map((row) => row[choices]!))
      : undefined,
    weights: each(alphas, ({ name, choices }) => rowsOf(weights[name]!, choices)),
    columns: each(alphas, ({ name, mixing }) => rowsOf(columns[name]!, mixing)),
    plain: method.relax === undefined && !spec.edgeLogits && spec.active === undefined,
  };
}

/** Loss and accuracy on the loader's images at each of the given mixing weights; `tick` is called after every batch. */
export function scores(
  compiled: CompiledSearch,
  loader: BatchLoader,
  points: readonly TensorRows[],
  noiseSeed: (batch: number) => readonly [number, number],
  { tick, mode }: { readonly tick?: (done: number, total: number) => void; readonly mode?: 'train' } = {},
): Score[] {
  const flat = points.map((rows) => mapped(rows, (own) => Float32Array.from(own.flat())));
  const sums = points.map(() => ({ loss: 0, hits: 0 }));
  const total = loader.batchesPerEpoch;
  let images = 0;
  loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: total });
  for (let batch = 0; batch < total; batch++) {
    const next = loader.next();
    images += next.count;
    flat.forEach((A, point) => {
      const { losses, hits } = compiled.evaluate(next, A, noiseSeed(batch), mode);
      for (let i = 0; i < next.count; i++) {
        sums[point]!.loss += losses[i]!;
        sums[point]!.hits += hits[i]!;
      }
    });
    tick?.(batch + 1, total);
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
  at: { readonly noiseSeed: readonly [number, number]; readonly epoch: number },
): Extremes {
  return extremeEigenvalues((v) => compiled.hessianProduct(images, v, at), knobs);
}
