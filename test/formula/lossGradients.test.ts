/** Gradients in mixed precision: the plain ones where nothing overflows, none where something does. */
import { describe, expect, it } from 'vitest';
import { lossGradients } from '../../src-main/engine/training/lossGradients.ts';
import { mul, square } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { sum } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

describe('the gradient of a loss', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', [3]);
  const y = builder.input('y', [3]);
  const loss = sum(mul(square(x), y));
  for (const precision of ['float32', 'mixed'] as const)
    lossGradients(loss, [x, y], { precision }).forEach((gradient, k) =>
      builder.output(`${precision}.${k}`, gradient),
    );
  const session = new Session(builder);
  const at = (numbers: readonly number[]): Record<string, number[]> => {
    const feeds = { x: Float32Array.from(numbers), y: Float32Array.of(1, 2, 3) };
    const names = ['float32.0', 'float32.1', 'mixed.0', 'mixed.1'];
    return Object.fromEntries(
      Object.entries(session.run(feeds, names)).map(([name, data]) => [name, [...data]]),
    );
  };

  it('is 2xy and x² in both precisions', () => {
    const result = at([1, -2, 4]);
    expect(result['float32.0']).toEqual([2, -8, 24]);
    expect(result['float32.1']).toEqual([1, 4, 16]);
    expect(result['mixed.0']).toEqual(result['float32.0']);
    expect(result['mixed.1']).toEqual(result['float32.1']);
  });

  it('is zero altogether in mixed precision when one of its numbers overflows', () => {
    const result = at([1, -2, 1e19]);
    expect(result['float32.1']![2]).toBeGreaterThan(9e37);
    expect(result['mixed.0']).toEqual([0, 0, 0]);
    expect(result['mixed.1']).toEqual([0, 0, 0]);
  });
});
