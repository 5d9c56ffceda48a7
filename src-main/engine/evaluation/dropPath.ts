/**
 * Drop path (FractalNet, arXiv 1605.07648, as DARTS uses it): in training a branch is left out for an image
 * with probability p, and counts 1/(1 − p) where it is kept.
 */
import { isTerm } from '../supernet/cell.ts';
import type { Contribution } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { div, mul } from '../tensorflow/ops/basic.ts';
import { weightedSum } from '../tensorflow/ops/own.ts';
import { concat, reshape, unpack } from '../tensorflow/ops/shape.ts';

/** What is left of a contribution of the given branch. */
export type DropPath = (contribution: Contribution, branch: number) => Contribution;

/** `kept` [branches, B], 1 where an image keeps a branch and 0 elsewhere; `keep` 1 − p, a scalar. */
export function dropPath(kept: Value, keep: Value): DropPath {
  const factors = unpack(div(kept, keep));
  return (contribution, branch) => {
    const { value, ...rest } = isTerm(contribution) ? { value: weightedSum([contribution]) } : contribution;
    const factor = factors[branch]!;
    const [images = 0] = value.shape;
    const each = concat(
      Array.from({ length: images / (factor.shape[0] ?? 1) }, () => factor), // phases lie one after the other
      0,
    );
    return { ...rest, value: mul(value, reshape(each, [images, 1, 1, 1])) };
  };
}
