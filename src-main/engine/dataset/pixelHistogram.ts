/** Mean and standard deviation of images, exact: from counts of the 256 pixel values. */

/** Variances below this are rounding: one pixel of 10^8 that is off by 1/255 makes 1e-13. */
const ROUNDING = 1e-16;

/** Per channel, of pixel values scaled to 0..1. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export class PixelHistogram {
  readonly #channels: number;
  readonly #counts: Float64Array;

  constructor(channels: number) {
    this.#channels = channels;
    this.#counts = new Float64Array(channels * 256);
  }

  /** Counts images, uint8 and interleaved. */
  add(images: Uint8Array): void {
    const counts = this.#counts;
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel++)
      for (let i = channel; i < images.length; i += channels) counts[channel * 256 + images[i]!]!++;
  }

  normalisation(): Normalisation {
    const mean: number[] = [];
    const std: number[] = [];
    for (let channel = 0; channel < this.#channels; channel++) {
      const counts = this.#counts.subarray(channel * 256, (channel + 1) * 256);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const average = counts.reduce((sum, count, value) => sum + count * value, 0) / (255 * total);
      const variance =
        counts.reduce((sum, count, value) => sum + count * (value / 255 - average) ** 2, 0) / total;
      mean.push(average);
      // A channel of one value has no spread to divide by, only rounding: it is centred, not scaled.
      std.push(variance > ROUNDING ? Math.sqrt(variance) : 1);
    }
    return { mean, std };
  }
}
