/** Where the noise operation of S4 gets its numbers. */
import type { NoiseSource } from './pass.ts';
import { add, integers, statelessNormal } from '../tensorflow/ops/basic.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';

/** The source for the n-th forward pass of a part of the graph (the step, an evaluation, the curvature). */
export type NoiseInput = (part: string) => (pass: number) => NoiseSource;

/** Apart enough that no two draws of a graph have the same seed; even, where what training leaves out is odd. */
const STRIDES = { part: 2 ** 16, cell: 2 ** 8, edge: 2 };

/**
 * Noise drawn in the graph: a pure function of the fed `noise.seed` (int32 [2]), part (counted), pass, cell and
 * edge; so how many points share a pass does not matter.
 */
export function drawnNoise(builder: GraphBuilder): NoiseInput {
  const seed = builder.input('noise.seed', [2], 'int32');
  let parts = 0;
  return () => {
    const part = STRIDES.part * parts++;
    return (pass) => (shape, cell, edge) => {
      const place = [part + pass, STRIDES.cell * cell + STRIDES.edge * edge];
      return statelessNormal(add(seed, integers(builder.graph, place)), shape);
    };
  };
}
