/**
 * Random search with weight sharing (arXiv 1902.07638): every step trains the weights of one random
 * architecture; the alphas never learn. After an epoch the best of some random architectures is kept.
 */
import type { Method } from './method.ts';
import { randomRows } from './randomArchitecture.ts';
import type { FoundArchitecture, TensorRows } from './rules.ts';

export const randomSearch: Method = {
  order: 'weights-only',
  sample: ({ draw }) => {
    const A = draw('one', 'architecture');
    return { A, ran: A };
  },
  candidate: bestOfSome,
};

function bestOfSome({ config, space, random, measure }: FoundArchitecture): TensorRows {
  const points = Array.from({ length: config.candidates }, () => randomRows(space, random));
  const scores = measure(points);
  const best = scores.reduce(
    (top, { accuracy }, index) => (accuracy > scores[top]!.accuracy ? index : top),
    0,
  );
  return points[best]!;
}
