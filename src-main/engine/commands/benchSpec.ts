/** What a benchmark is asked for, and the random images it works on. */
import { seededRandom } from '../../../src-shared/random.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import type { Images } from '../search/compiledSearch.ts';

export interface BenchSpec<C extends RunConfig> {
  readonly config: C;
  /** Side of the square images, pixels. */
  readonly resolution: number;
  readonly classes: number;
  /** Timed calls. */
  readonly steps: number;
}

/** Channels of the images. */
const RGB = 3;

/** The images' shape. */
export function imageShape({ resolution }: { readonly resolution: number }): {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
} {
  return { height: resolution, width: resolution, channels: RGB };
}

/** A batch of random images and labels; another one a `stream`. */
export function randomImages(
  { config: { seed, batch }, resolution, classes }: BenchSpec<RunConfig>,
  stream: number,
): Images {
  const random = seededRandom(seed, stream);
  return {
    x: random.uniforms(batch * resolution * resolution * RGB, -1.7, 1.7),
    y: Int32Array.from({ length: batch }, () => random.integer(classes)),
  };
}
