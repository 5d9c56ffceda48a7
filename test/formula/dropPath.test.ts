/** Drop path is a product with a mask per image: closed form, in both layouts that branches come in. */
import { expect, it } from 'vitest';
import { dropPath } from '../../src-main/engine/evaluation/dropPath.ts';
import { runEagerly } from '../../src-main/engine/tensorflow/eager.ts';
import { fromPhases, toPhases } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder } from '../../src-main/engine/tensorflow/session.ts';

it('scales each image’s branch by mask/(1 − p), plain and in pixel phases', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', [3, 2, 2, 1]);
  const kept = builder.input('kept', [2, 3]);
  const keep = builder.input('keep', []);
  const drop = dropPath(kept, keep);
  const plain = drop({ value: x }, 1).value;
  const phased = drop({ value: toPhases(x), phases: true }, 1);
  expect(phased.phases).toBe(true);
  const feeds = new Map([
    [x, Float32Array.from({ length: 12 }, (_, i) => i + 1)],
    [kept, Float32Array.of(0, 0, 0, 1, 0, 1)],
    [keep, Float32Array.of(0.8)],
  ]);
  const [first, second] = runEagerly([plain, fromPhases(phased.value, 2, 2)], feeds, new Map());
  const expected = [1, 2, 3, 4, 0, 0, 0, 0, 9, 10, 11, 12].map((value) => Math.fround(value / 0.8));
  for (const result of [first!, second!])
    expected.forEach((value, i) => expect(result[i]).toBeCloseTo(value, 5));
});
