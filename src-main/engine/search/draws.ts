/** What a step is fed with anew each time: random numbers, each a function of the seed, the step and the input. */
import { randomRows } from '../methods/randomArchitecture.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { seededRandom } from '../../../src-shared/random.ts';
import { spaceOf } from '../../../src-shared/space/spaceOf.ts';
import { type Shape, sizeOf } from '../tensorflow/graph.ts';
import type { Numbers } from '../tensorflow/session.ts';
import { STREAMS } from '../training/streams.ts';

/**
 * `box`: U(−ε, ε). `exponential`: Exp(1). `architecture`: one-hot rows of a random architecture, its other
 * rows zero. `seed`: two int32 for draws in the graph.
 */
export type DrawKind = 'box' | 'exponential' | 'architecture' | 'seed';

export interface DrawInput {
  readonly kind: DrawKind;
  readonly shape: Shape;
  /** Tensor of logits that it is for, and its place among them. */
  readonly tensor: string;
  readonly place: number;
}

/** The random inputs of a step, by name. */
export type DrawInputs = ReadonlyMap<string, DrawInput>;

/** Draws the numbers of the `index`-th input of a step. */
export function drawn(
  config: SearchConfig,
  step: number,
  epsilon: number,
): (index: number, input: DrawInput) => Numbers {
  return (index, { kind, shape, tensor, place }) => {
    const count = sizeOf(shape);
    if (kind === 'box')
      return seededRandom(config.seed, STREAMS.perturbation, step, place).uniforms(count, -epsilon, epsilon);
    const random = seededRandom(config.seed, STREAMS.samples, step, index);
    // In double precision: a u rounded to 1 would be infinite here.
    if (kind === 'exponential')
      return Float32Array.from({ length: count }, () => -Math.log1p(-random.uniform()));
    if (kind === 'seed') return Int32Array.from({ length: count }, () => random.integer(2 ** 31));
    return Float32Array.from(randomRows(spaceOf(config), random)[tensor]!.flat());
  };
}

/** Seed of S4's noise at a place of the search. */
export function noiseSeed(config: SearchConfig, ...path: number[]): readonly [number, number] {
  const random = seededRandom(config.seed, STREAMS.noise, ...path);
  return [random.integer(2 ** 31), random.integer(2 ** 31)];
}
