import { describe, expect, it } from 'vitest';
import { comparison, referenceOf } from './compare.ts';
import { channelsFirst, inBatches, type SampleImages } from './sampleImages.ts';

const IMAGES: SampleImages = {
  source: 'test',
  x: Float32Array.of(1, 2, 3, 4, 5, 6),
  labels: Int32Array.of(0, 1, 1),
  count: 3,
  batch: 2,
};
/** Two classes; the third image is classified wrongly. */
const LOGITS = Float32Array.of(4, 1, -1, 2, 3, 0);

describe('the comparison of logits', () => {
  const reference = referenceOf(LOGITS, IMAGES);

  it('is relative to the largest logit', () => {
    const other = LOGITS.map((logit, index) => (index === 3 ? logit + 2 ** -12 : logit));
    expect(comparison(other, reference)).toEqual({
      status: 'same',
      maxAbs: 2 ** -12,
      maxRel: 2 ** -14,
      accuracy: 2 / 3,
      reason: null,
    });
  });

  it('fails beyond 1e-4, and counts what is classified correctly', () => {
    const other = Float32Array.of(4, 1, -1, 2, -1, 0);
    expect(comparison(other, reference)).toMatchObject({ status: 'different', maxRel: 1, accuracy: 1 });
    const near = LOGITS.map((logit, index) => (index === 0 ? logit * (1 + 2e-4) : logit));
    expect(comparison(near, reference).status).toBe('different');
  });

  it('fails where logits are not finite or not as many', () => {
    const other = LOGITS.map((logit, index) => (index === 1 ? NaN : logit));
    expect(comparison(other, reference)).toMatchObject({ status: 'different', maxAbs: null });
    expect(comparison(LOGITS.subarray(1), reference)).toMatchObject({
      status: 'failed',
      reason: '5 logits instead of 6',
    });
  });

  it('refuses a network that has diverged', () => {
    expect(() => referenceOf(Float32Array.of(1, Infinity), IMAGES)).toThrow('has diverged');
  });

  it('has no accuracy without labels', () => {
    expect(referenceOf(LOGITS, { ...IMAGES, labels: undefined }).accuracy).toBeNull();
  });
});

describe('images', () => {
  it('go in batches of one size, and the rest of the last one is left out again', async () => {
    const seen: number[][] = [];
    const logits = await inBatches(IMAGES, (batch) => {
      seen.push([...batch]);
      return batch.map((value) => -value);
    });
    expect(seen).toEqual([
      [1, 2, 3, 4],
      [5, 6, 0, 0],
    ]);
    expect([...logits]).toEqual([-1, -2, -3, -4, -5, -6]);
  });

  it('come with channels first', () => {
    const x = Float32Array.from({ length: 2 * 2 * 3 * 2 }, (_, index) => index);
    const [height, width, channels] = [2, 3, 2];
    expect([...channelsFirst(x, height, width, channels)]).toEqual(
      [0, 1].flatMap((image) =>
        [0, 1].flatMap((channel) => [0, 1, 2, 3, 4, 5].map((pixel) => image * 12 + pixel * 2 + channel)),
      ),
    );
  });
});
