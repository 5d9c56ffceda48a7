/**
 * Which images an evaluation network can take: its stem and its two reductions halve them, and the auxiliary
 * head needs maps of its size. Facts of quark0/darts `cnn/model.py`.
 */
import { PlateauError } from '../errors.ts';
import type { Stem } from '../run/evalConfig.ts';

/** How many times a stem halves the images. */
export const STEM_HALVINGS: Readonly<Record<Stem, number>> = { cifar: 0, imagenet: 3 };

const REDUCTIONS = 2;

/** The head after the second reduction: mean pool, 1×1 convolution, 2×2 convolution over all that is left. */
export const AUXILIARY = {
  window: 5,
  pixels: 2,
  middle: 128,
  features: 768,
  stride: { cifar: 3, imagenet: 2 },
  /** ImageNet's head has no batch norm after its last convolution: left out by mistake, and kept since. */
  lastNorm: { cifar: true, imagenet: false },
} as const satisfies Record<string, number | Readonly<Record<Stem, number | boolean>>>;

/** Side of the last maps of images of this side, pixels; not whole where they cannot be halved so often. */
function lastSide(side: number, stem: Stem): number {
  return side / 2 ** (STEM_HALVINGS[stem] + REDUCTIONS);
}

/** Whether an auxiliary head can stand on the last maps of images of this side (CIFAR's stem: 32, 36 or 40 pixels). */
export function auxiliaryFits(side: number, stem: Stem = 'cifar'): boolean {
  const { window, pixels, stride } = AUXILIARY;
  return Math.floor((lastSide(side, stem) - window) / stride[stem]) + 1 === pixels;
}

/** Refuses images that the network cannot halve, or that its auxiliary head cannot stand on. */
export function refuseImages(
  { height, width }: { readonly height: number; readonly width: number },
  { stem, auxiliary }: { readonly stem: Stem; readonly auxiliary: boolean },
): void {
  const factor = 2 ** (STEM_HALVINGS[stem] + REDUCTIONS);
  const sides = [height, width];
  if (!sides.every((side) => side % factor === 0 && side >= 2 * factor))
    throw new PlateauError(
      `Images of ${height}×${width} pixels cannot be halved by the ${stem} stem and two reductions: sides must be multiples of ${factor} and at least ${2 * factor}.`,
      'Choose another data set or stem, or add the images again with such a size (--size).',
    );
  if (auxiliary && !sides.every((side) => auxiliaryFits(side, stem)))
    throw new PlateauError(
      `The auxiliary head cannot stand on the ${sides.map((side) => lastSide(side, stem)).join('×')} maps that images of ${height}×${width} pixels leave.`,
      'Switch the auxiliary head off, or use images of 32 pixels (224 for the imagenet stem).',
    );
}
