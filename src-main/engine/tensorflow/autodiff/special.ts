/** Rules of special functions. */
import type { Node } from '../graph.ts';
import { mul, neg, relu, sub } from '../ops/basic.ts';
import { digamma, polygamma } from '../ops/special.ts';
import { unary } from './elementwise.ts';
import { constantNumbers } from './layout.ts';
import { input, type Maybe, type Rule } from './rules.ts';

/** The factor times ψ⁽ⁿ⁺¹⁾(x). */
function nextOrder(node: Node, factor: Maybe): Maybe {
  const [n = 1] = constantNumbers(input(node, 0));
  return factor && mul(factor, polygamma(n + 1, input(node, 1)));
}

export const SPECIAL_RULES: Readonly<Record<string, Rule>> = {
  /** The derivative is 1 where y ≥ 0, else eˣ = 1 + y: together 1 − relu(−y). */
  Elu: unary((g, _, y) => sub(g, mul(g, relu(neg(y))))),
  Lgamma: unary((g, x) => mul(g, digamma(x))),
  Digamma: unary((g, x) => mul(g, polygamma(1, x))),
  /** Of (n, x), where n is a constant. */
  Polygamma: {
    reverse: (node, [gradient]) => [undefined, nextOrder(node, gradient)],
    forward: (node, [, tangent]) => [nextOrder(node, tangent)],
  },
};
