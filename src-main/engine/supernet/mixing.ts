/** How the mixing weights A of a cell type reach the edges. */
import type { Value } from '../tensorflow/graph.ts';
import { broadcastTo } from '../tensorflow/ops/basic.ts';
import { flatten, reshape, unpack } from '../tensorflow/ops/shape.ts';
import type { Mix } from './pass.ts';

/** The weight of operation `k` on edge `edge`. */
export type EdgeMixes = (edge: number, k: number) => Mix;

/** Mixing weights A [edges, K] as scalars and per-channel vectors; all edges share one unpacking a width. */
export function edgeMixes(A: Value): EdgeMixes {
  const [edges = 0, operations = 0] = A.shape;
  const rows = edges * operations;
  return (edge, k) => {
    const row = edge * operations + k;
    return {
      get scalar() {
        return unpack(flatten(A))[row]!;
      },
      perChannel: (channels) => unpack(broadcastTo(reshape(A, [rows, 1]), [rows, channels]))[row]!,
    };
  };
}
