/**
 * The training transform of DARTS (`_data_transforms_cifar10` of its utils): random crop of the
 * zero-padded image, horizontal flip, normalisation per channel, cutout. Drawing and applying are
 * apart, so that the transform itself is a closed form of what was drawn.
 */
import type { SeededRandom } from '../../../src-shared/random.ts';
import type { ImageShape } from './datasetInfo.ts';

export interface AugmentOptions {
  /** Zero padding of the random crop on each side, pixels; 0: no crop. */
  readonly crop: number;
  readonly flip: boolean;
  /** Side of the cut square, pixels; 0: no cutout. */
  readonly cutoutLength: number;
  readonly cutoutProbability: number;
}

/** Rows `[top, bottom)` and columns `[left, right)`. */
export interface Cut {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** One image's draws. */
export interface Augmentation {
  /** Output row y shows input row y + dy, output column x (before the flip) input column x + dx. */
  readonly dy: number;
  readonly dx: number;
  readonly flip: boolean;
  readonly cut?: Cut;
}

export const NO_AUGMENTATION: Augmentation = { dy: 0, dx: 0, flip: false };

/**
 * Draws the square that is cut. The number of draws depends only on whether cutout is switched on, not
 * on its probability, so that a ramp of the probability leaves all else as it is.
 */
export function drawCut(
  random: SeededRandom,
  shape: ImageShape,
  { cutoutLength, cutoutProbability }: Pick<AugmentOptions, 'cutoutLength' | 'cutoutProbability'>,
): Cut | undefined {
  if (cutoutLength === 0) return undefined;
  const cuts = random.uniform() < cutoutProbability;
  const top = random.integer(shape.height) - Math.floor(cutoutLength / 2);
  const left = random.integer(shape.width) - Math.floor(cutoutLength / 2);
  if (!cuts) return undefined;
  return {
    top: Math.max(0, top),
    bottom: Math.min(shape.height, top + cutoutLength),
    left: Math.max(0, left),
    right: Math.min(shape.width, left + cutoutLength),
  };
}

/** Draws one image's augmentation. */
export function drawAugmentation(
  random: SeededRandom,
  shape: ImageShape,
  options: AugmentOptions,
): Augmentation {
  const { crop } = options;
  const dy = crop > 0 ? random.integer(2 * crop + 1) - crop : 0;
  const dx = crop > 0 ? random.integer(2 * crop + 1) - crop : 0;
  const flip = options.flip && random.uniform() < 0.5;
  const cut = drawCut(random, shape, options);
  return { dy, dx, flip, ...(cut ? { cut } : {}) };
}

/** Normalised value of each pixel value, `[channels][256]` flattened: (v / 255 − mean) / std. */
export function normalisationTable(mean: readonly number[], std: readonly number[]): Float32Array {
  return Float32Array.from({ length: mean.length * 256 }, (_, i) => {
    const channel = i >> 8;
    return ((i & 255) / 255 - mean[channel]!) / std[channel]!;
  });
}

/**
 * Writes one augmented image (float32, HWC) to `target` from `offset` on. `image` starts at
 * `imageOffset` of `images`. Padding is black before the normalisation, as torchvision's RandomCrop
 * on the PIL image makes it; the cut square is 0 after it, as in DARTS's Cutout.
 */
export function applyAugmentation(
  images: Uint8Array,
  imageOffset: number,
  shape: ImageShape,
  table: Float32Array,
  augmentation: Augmentation,
  target: Float32Array,
  offset: number,
): void {
  const { height, width, channels } = shape;
  const { dy, dx, flip, cut } = augmentation;
  const step = flip ? -channels : channels;
  for (let y = 0; y < height; y++) {
    const row = y + dy;
    const rowInside = row >= 0 && row < height;
    let to = offset + (y * width + (flip ? width - 1 : 0)) * channels;
    for (let x = 0; x < width; x++, to += step) {
      const column = x + dx;
      const inside = rowInside && column >= 0 && column < width;
      const from = imageOffset + (row * width + column) * channels;
      for (let c = 0; c < channels; c++) target[to + c] = table[(c << 8) | (inside ? images[from + c]! : 0)]!;
    }
  }
  if (cut) cutOut(cut, shape, target, offset);
}

/** Sets the cut square of an image that begins at `offset` to 0. */
export function cutOut(
  cut: Cut,
  { width, channels }: ImageShape,
  target: Float32Array,
  offset: number,
): void {
  for (let y = cut.top; y < cut.bottom; y++)
    target.fill(0, offset + (y * width + cut.left) * channels, offset + (y * width + cut.right) * channels);
}
