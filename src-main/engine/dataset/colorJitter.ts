/**
 * Random brightness, contrast, saturation and hue, as torchvision's ColorJitter on float images. Drawing
 * and applying are apart. Images are float32 RGB, interleaved, values 0..1.
 */
import type { SeededRandom } from '../../../src-shared/random.ts';

const KINDS = ['brightness', 'contrast', 'saturation', 'hue'] as const;
type Kind = (typeof KINDS)[number];

/** What is done, in this order: `amount` is a factor, for hue a part of the colour circle. */
export type ColorJitter = readonly { readonly kind: Kind; readonly amount: number }[];

/** Weights of red, green and blue in a pixel's grey value (ITU-R BT.601), as torchvision rounds them. */
const GREY = [0.2989, 0.587, 0.114] as const;

/** Draws the four, each always applied, in random order: factors in 1 ± strength, hue ± strength/2. */
export function drawColorJitter(random: SeededRandom, strength: number): ColorJitter {
  const around = (centre: number, reach: number): number => centre + reach * (2 * random.uniform() - 1);
  const amounts: Record<Kind, number> = {
    brightness: around(1, strength),
    contrast: around(1, strength),
    saturation: around(1, strength),
    hue: around(0, strength / 2),
  };
  return Array.from(random.permutation(KINDS.length), (k) => {
    const kind = KINDS[k]!;
    return { kind, amount: amounts[kind] };
  });
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function greyAt(image: Float32Array, i: number): number {
  return GREY[0] * image[i]! + GREY[1] * image[i + 1]! + GREY[2] * image[i + 2]!;
}

function brightness(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i++) image[i] = clamp(image[i]! * factor);
}

/** Away from, or towards, the mean grey value of the image. */
function contrast(image: Float32Array, factor: number): void {
  let sum = 0;
  for (let i = 0; i < image.length; i += 3) sum += greyAt(image, i);
  const rest = (1 - factor) * (sum / (image.length / 3));
  for (let i = 0; i < image.length; i++) image[i] = clamp(image[i]! * factor + rest);
}

/** Away from, or towards, each pixel's own grey value. */
function saturation(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i += 3) {
    const rest = (1 - factor) * greyAt(image, i);
    for (let c = i; c < i + 3; c++) image[c] = clamp(image[c]! * factor + rest);
  }
}

/** A pixel's hue in sixths of the colour circle, −1..5, from its channels, their largest and their span. */
function hueOf(r: number, g: number, b: number, largest: number, span: number): number {
  if (largest === r) return (g - b) / span;
  return largest === g ? 2 + (b - r) / span : 4 + (r - g) / span;
}

/** A channel of a pixel with that hue, 0..6: 0 full, 1 none; `turn` is 5, 3, 1 for red, green, blue. */
function missing(turn: number, hue: number): number {
  const k = turn + hue < 6 ? turn + hue : turn + hue - 6;
  return clamp(k < 2 ? k : 4 - k);
}

/** Turns the hue; brightest channel (HSV value) and span (value · saturation) of each pixel stay. */
function hue(image: Float32Array, part: number): void {
  for (let i = 0; i < image.length; i += 3) {
    const r = image[i]!;
    const g = image[i + 1]!;
    const b = image[i + 2]!;
    const largest = Math.max(r, g, b);
    const span = largest - Math.min(r, g, b);
    if (span === 0) continue;
    const sum = hueOf(r, g, b, largest, span) + 6 * part;
    // By subtraction: the remainder of a division takes most of the time otherwise.
    const turned = sum - 6 * Math.floor(sum / 6);
    image[i] = largest - span * missing(5, turned);
    image[i + 1] = largest - span * missing(3, turned);
    image[i + 2] = largest - span * missing(1, turned);
  }
}

const APPLY: Readonly<Record<Kind, (image: Float32Array, amount: number) => void>> = {
  brightness,
  contrast,
  saturation,
  hue,
};

/** Changes the colours of `image` in place. */
export function applyColorJitter(image: Float32Array, jitter: ColorJitter): void {
  for (const { kind, amount } of jitter) APPLY[kind](image, amount);
}
