/** Windows of stride 2 where PyTorch puts them. */
import type { Value } from '../tensorflow/graph.ts';
import { pad } from '../tensorflow/ops/shape.ts';

/**
 * A window of stride 2 with one pixel of padding on each side starts at −1, as PyTorch has it; on even
 * sides the far padding is never reached, so padding the near side is enough.
 */
export function strided(
  x: Value,
  stride: 1 | 2,
  apply: (x: Value, stride: 1 | 2, padding: 'SAME' | 'VALID') => Value,
  padValue = 0,
  amount = 1,
): Value {
  if (stride === 1) return apply(x, 1, 'SAME');
  return apply(
    pad(
      x,
      [
        [0, 0],
        [amount, amount - 1],
        [amount, amount - 1],
        [0, 0],
      ],
      padValue,
    ),
    2,
    'VALID',
  );
}
