import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../genotype/published.ts';
import { partsOfOne, rowEntropy, skipCount } from './cellMetrics.ts';

describe('the skip count of a cell', () => {
  it('counts skip connections only', () => {
    const { normal, reduce } = publishedGenotype('c10_s1_ms');
    expect(skipCount(normal)).toBe(2);
    expect(skipCount(reduce)).toBe(0);
  });
});

describe('the entropy of A', () => {
  it('is ln K for uniform rows and 0 for one-hot rows', () => {
    expect(rowEntropy([new Float32Array(8).fill(1 / 8)])).toBeCloseTo(Math.log(8), 12);
    expect(rowEntropy([[0, 1, 0]])).toBe(0);
  });

  it('is the mean over the rows', () => {
    expect(
      rowEntropy([
        [0.5, 0.5],
        [1, 0],
      ]),
    ).toBeCloseTo(Math.LN2 / 2, 15);
  });

  it('passes over entries that a mean shift made negative, but not over NaN', () => {
    expect(rowEntropy([[-0.2, 1]])).toBe(0);
    expect(rowEntropy([[NaN, 1]])).toBeNaN();
  });
});

describe('the entropy of operations whose edges have weights of their own', () => {
  it('is that of the operations alone, whatever their edges weigh', () => {
    const p = [
      [0.5, 0.25, 0.25],
      [0.1, 0.2, 0.7],
    ];
    const weighed = p.map((row, edge) => row.map((a) => a * [0.9, 0.03][edge]!));
    expect(rowEntropy(partsOfOne(weighed))).toBeCloseTo(rowEntropy(p), 12);
    expect(rowEntropy(weighed)).not.toBeCloseTo(rowEntropy(p), 2);
  });

  it('is 0 of an edge without operations', () => {
    expect(rowEntropy(partsOfOne([[0, 0, 0]]))).toBe(0);
  });
});
