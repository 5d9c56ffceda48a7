/** Losses and hits of logits against closed forms. */
import { describe, expect, it } from 'vitest';
import { crossEntropies, hitsWithin, smoothedCrossEntropy } from '../../src-main/engine/training/loss.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const LOGITS = [
  [2, -1, 0.5],
  [0, 3, 1],
];
const LABELS = [2, 1];

function logSoftmax(row: readonly number[]): number[] {
  const total = Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
  return row.map((z) => z - total);
}

describe('the loss of logits', () => {
  const builder = new GraphBuilder('float64');
  const logits = builder.input('logits', [2, 3]);
  const labels = builder.input('labels', [2], 'int32');
  builder.output('plain', crossEntropies(logits, labels));
  for (const smoothing of [0, 0.1]) {
    const loss = smoothedCrossEntropy(logits, labels, smoothing);
    builder.output(`smoothed${smoothing}`, loss);
  }
  for (const k of [1, 2, 5]) builder.output(`within${k}`, hitsWithin(logits, labels, k));
  const session = new Session(builder);
  const result = session.run({ logits: Float64Array.from(LOGITS.flat()), labels: Int32Array.from(LABELS) }, [
    'plain',
    'smoothed0',
    'smoothed0.1',
    'within1',
    'within2',
    'within5',
  ]);
  const each = LOGITS.map((row, i) => -logSoftmax(row)[LABELS[i]!]!);

  it('is −log p of the label, per image', () => {
    each.forEach((loss, i) => expect(result.plain[i]).toBeCloseTo(loss, 10));
  });

  it('against smoothed labels is the cross-entropy with (1 − s) on the label and s/classes everywhere', () => {
    const smoothed = LOGITS.map((row, i) => {
      const target = row.map((_, k) => (k === LABELS[i] ? 0.9 : 0) + 0.1 / 3);
      return -logSoftmax(row).reduce((sum, log, k) => sum + target[k]! * log, 0);
    });
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    expect(result['smoothed0.1'][0]).toBeCloseTo(mean(smoothed), 10);
    expect(result.smoothed0[0]).toBeCloseTo(mean(each), 10);
  });

  it('hits within the k largest; more than there are classes count as all', () => {
    expect([...result.within1]).toEqual([0, 1]);
    expect([...result.within2]).toEqual([1, 1]);
    expect([...result.within5]).toEqual([1, 1]);
  });
});
