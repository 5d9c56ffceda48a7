/**
 * Which part of an image file becomes the network's square: a random resized crop in training, the
 * middle of the scaled image in tests. The rules are torchvision's RandomResizedCrop, Resize and
 * CenterCrop, which the papers use on ImageNet; drawing and decoding are apart.
 */
import type { SeededRandom } from '../../../src-shared/random.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of an image, pixels. */
export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** Take `region` of the image, bring it to `scaled`, keep the square of the output's side at left, top. */
export interface FileView {
  readonly region: Region;
  readonly scaled: Size;
  readonly left: number;
  readonly top: number;
}

/** Part of the image's area that a crop covers, and its width by its height. */
const AREA = [0.08, 1] as const;
const RATIO = [3 / 4, 4 / 3] as const;
const TRIES = 10;
/** ImageNet's test images are scaled to 256 pixels for a crop of 224; other sides keep that margin. */
const TEST_MARGIN = 256 / 224;

function between(random: SeededRandom, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random.uniform();
}

/** The largest region in the middle whose ratio is allowed. */
function middleRegion({ width, height }: Size): Region {
  const [narrow, wide] = RATIO;
  const ratio = width / height;
  const w = ratio > wide ? Math.round(height * wide) : width;
  const h = ratio < narrow ? Math.round(width / narrow) : height;
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}

/** Draws the region of a random resized crop; after 10 regions that do not fit, the middle is taken. */
export function drawRegion(random: SeededRandom, image: Size): Region {
  for (let i = 0; i < TRIES; i++) {
    const area = image.width * image.height * between(random, AREA);
    const ratio = Math.exp(between(random, [Math.log(RATIO[0]), Math.log(RATIO[1])]));
    const width = Math.round(Math.sqrt(area * ratio));
    const height = Math.round(Math.sqrt(area / ratio));
    if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
    const top = random.integer(image.height - height + 1);
    return { left: random.integer(image.width - width + 1), top, width, height };
  }
  return middleRegion(image);
}

/** A region scaled to the square of `side` pixels. */
export function regionView(region: Region, side: number): FileView {
  return { region, scaled: { width: side, height: side }, left: 0, top: 0 };
}

/** As Python rounds: halves to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

/** The view for tests: the shorter side scaled to side · 256/224, the middle square of `side` pixels kept. */
export function testView(image: Size, side: number): FileView {
  const shorter = Math.round(side * TEST_MARGIN);
  const shortest = Math.min(image.width, image.height);
  const scaledTo = (length: number): number => Math.floor((shorter * length) / shortest);
  const scaled = { width: scaledTo(image.width), height: scaledTo(image.height) };
  return {
    region: { left: 0, top: 0, ...image },
    scaled,
    left: roundHalfEven((scaled.width - side) / 2),
    top: roundHalfEven((scaled.height - side) / 2),
  };
}
