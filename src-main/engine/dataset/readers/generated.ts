/**
 * A small made-up data set that a network can learn: each class is a stripe pattern of its own
 * orientation and colour, under random phase, brightness and noise. For tests and first steps.
 */
import { PlateauError } from '../../../../src-shared/errors.ts';
import { seededRandom } from '../../../../src-shared/random.ts';
import type { SeededRandom } from '../../../../src-shared/random.ts';
import { SPLITS } from '../datasetInfo.ts';

import type { Chunk, RawDataset } from '../rawDataset.ts';

export interface GeneratedOptions {
  readonly train: number;
  readonly test: number;
  readonly classes: number;
  /** Height and width, pixels. */
  readonly size: number;
  readonly seed: number;
}

const CHANNELS = 3;
const CHUNK = 1000;
/** Pixels from stripe to stripe. */
const WAVELENGTH = 6;
const NOISE = 30;

/** Writes one image of class `label` (HWC) to `images` from `offset` on. */
function drawImage(
  random: SeededRandom,
  label: number,
  classes: number,
  size: number,
  images: Uint8Array,
  offset: number,
): void {
  const angle = (Math.PI * label) / classes;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const phase = random.uniform() * 2 * Math.PI;
  const brightness = 100 + 55 * random.uniform();
  // The classes' hues lie evenly on a circle: one cosine per channel, a third of a turn apart.
  const colour = Array.from(
    { length: CHANNELS },
    (_, c) => 35 * Math.cos(2 * Math.PI * (label / classes + c / CHANNELS)),
  );
  let to = offset;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const stripe = 40 * Math.sin((2 * Math.PI * (x * cos + y * sin)) / WAVELENGTH + phase);
      for (let c = 0; c < CHANNELS; c++) {
        const value = brightness + colour[c]! + stripe + NOISE * (2 * random.uniform() - 1);
        images[to++] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
}

function* generate(options: GeneratedOptions): Generator<Chunk> {
  const { classes, size, seed } = options;
  for (const split of SPLITS) {
    const count = options[split];
    // Balanced classes in random order: halves taken by index hold every class.
    const order = seededRandom(seed, SPLITS.indexOf(split)).permutation(count);
    for (let from = 0; from < count; from += CHUNK) {
      const labels = Uint16Array.from(order.subarray(from, from + CHUNK), (i) => i % classes);
      const images = new Uint8Array(labels.length * size * size * CHANNELS);
      labels.forEach((label, i) => {
        const random = seededRandom(seed, SPLITS.indexOf(split), from + i);
        drawImage(random, label, classes, size, images, i * size * size * CHANNELS);
      });
      yield { split, images, labels };
    }
  }
}

const BOUNDS: readonly (readonly [keyof GeneratedOptions, number, number])[] = [
  ['train', 1, 1e6],
  ['test', 1, 1e6],
  ['classes', 2, 1000],
  ['size', 4, 512],
  ['seed', 0, 2 ** 31 - 1],
];

/** A generated data set; the same options always make the same images. */
export function generatedDataset(options: GeneratedOptions): RawDataset {
  for (const [option, low, high] of BOUNDS) {
    const value = options[option];
    if (!(Number.isInteger(value) && value >= low && value <= high))
      throw new PlateauError(
        `A generated data set has ${option} ${value}.`,
        `Use a whole number from ${low} to ${high}.`,
      );
  }
  const { train, test, classes, size, seed } = options;
  return {
    kind: 'generated',
    source: `generated images (seed ${seed})`,
    shape: { height: size, width: size, channels: CHANNELS },
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    total: train + test,
    chunks: () => generate(options),
  };
}
