/**
 * Forward mode over recorded nodes, gradient nodes included: the tangent of a gradient along v is an
 * exact Hessian-vector product, at about twice the cost of the gradient.
 */
import type { Node, Value } from '../graph.ts';
import type { Maybe } from './rules.ts';
import { between, RULES } from './reverse.ts';

/** d ys along the direction that moves each `seed.of` by `seed.tangent`; undefined where nothing moves. */
export function tangents(ys: readonly Value[], seeds: readonly { of: Value; tangent: Value }[]): Maybe[] {
  const sources = seeds.map((seed) => seed.of);
  const known = new Map<Node, readonly Maybe[]>();
  for (const { of, tangent } of seeds) {
    const previous = known.get(of.node) ?? of.node.outputs.map(() => undefined);
    known.set(
      of.node,
      previous.map((value, index) => (index === of.index ? tangent : value)),
    );
  }
  for (const node of [...between(sources, ys)].sort((a, b) => a.id - b.id)) {
    if (known.has(node)) continue;
    const moving = node.inputs.map((value) => known.get(value.node)?.[value.index]);
    if (moving.every((tangent) => !tangent)) continue;
    const forward = RULES[node.op]?.forward;
    if (!forward) throw new Error(`no forward rule for ${node.op}`);
    known.set(node, forward(node, moving));
  }
  return ys.map((y) => known.get(y.node)?.[y.index]);
}
