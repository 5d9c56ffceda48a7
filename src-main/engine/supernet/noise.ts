/** Where the noise operation of S4 gets its numbers. */
import type { NoiseSource } from './pass.ts';
import { add, integers, statelessNormal } from '../tensorflow/ops/basic.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';

/** The source for the n-th forward pass of a part of the graph (the step, an evaluation, the curvature). */
export type NoiseInput = (part: string) => (pass: number) => NoiseSource;

/** Noise drawn in the graph: a pure function of the fed `noise.seed` (int32 [2]), part, pass, cell and edge. */
export function drawnNoise(builder: GraphBuilder): NoiseInput {
  const seed = builder.input('noise.seed', [2], 'int32');
  let draws = 0;
  return () => () => (shape) => statelessNormal(add(seed, integers(builder.graph, [draws++, 0])), shape);
}
