/** Reverse mode: gradients as more nodes of the same graph. */
import { type Node, output, type Value } from '../graph.ts';
import { ELEMENTWISE_RULES } from './elementwise.ts';
import { LAYOUT_RULES } from './layout.ts';
import { NETWORK_RULES } from './network.ts';
import { OWN_RULES } from './own.ts';
import { type Maybe, type Rule, sumOf, type Twice } from './rules.ts';
import { SPECIAL_RULES } from './special.ts';

export const RULES: Readonly<Record<string, Rule>> = {
  ...ELEMENTWISE_RULES,
  ...LAYOUT_RULES,
  ...NETWORK_RULES,
  ...OWN_RULES,
  ...SPECIAL_RULES,
};

/**
 * The nodes on a path from `sources` to `targets`, by position. Only these are differentiated: a
 * gradient that nobody needs costs a third of a step.
 */
export function between(sources: readonly Value[], targets: readonly Value[]): Set<Node> {
  const first = targets[0];
  if (!first) return new Set();
  const nodes = first.node.graph.nodes;
  const reached = new Set(sources.map((source) => source.node));
  const lowest = Math.min(...sources.map((source) => source.node.id));
  const highest = Math.max(...targets.map((target) => target.node.id));
  for (let id = lowest; id <= highest; id++) {
    const node = nodes[id]!;
    if (node.op !== 'StopGradient' && node.inputs.some((value) => reached.has(value.node))) reached.add(node);
  }
  const path = new Set<Node>();
  const wanted = new Set(targets.map((target) => target.node));
  for (let id = highest; id >= lowest; id--) {
    const node = nodes[id]!;
    if (!wanted.has(node) || !reached.has(node)) continue;
    path.add(node);
    for (const value of node.inputs) wanted.add(value.node);
  }
  return path;
}

/** ∂loss/∂x for each x (undefined where the loss does not depend on x); `loss` is a scalar. */
export function gradients(loss: Value, seed: Value, xs: readonly Value[], twice: Twice = {}): Maybe[] {
  const path = between(xs, [loss]);
  const sources = new Set(xs.map((x) => x.node));
  const again = new Recomputed(twice.parts ?? []);
  const collected = new Map<Node, Value[][]>();
  const collect = (value: Value, gradient: Value): void => {
    let perOutput = collected.get(value.node);
    if (!perOutput) collected.set(value.node, (perOutput = value.node.outputs.map(() => [])));
    perOutput[value.index]!.push(gradient);
  };
  collect(loss, seed);
  const ordered = [...path].sort((a, b) => b.id - a.id);
  for (const node of ordered) {
    const cotangents = collected.get(node)?.map((gradientsOf) => sumOf(gradientsOf));
    if (!cotangents || node.inputs.length === 0 || !node.inputs.some((value) => path.has(value.node)))
      continue;
    if (sources.has(node)) continue;
    const reverse = RULES[node.op]?.reverse;
    if (!reverse) throw new Error(`no reverse rule for ${node.op}`);
    const needed = node.inputs.map((value) => path.has(value.node));
    reverse(again.of(node, cotangents), cotangents, needed, twice).forEach((gradient, index) => {
      const value = node.inputs[index];
      if (gradient && value && needed[index]) collect(value, gradient);
    });
  }
  return xs.map((x) => sumOf(collected.get(x.node)?.[x.index] ?? []));
}

/** Second copies of nodes, part by part. */
class Recomputed {
  readonly #begins: readonly number[];
  readonly #copies = new Map<Node, Node>();
  /** Gradients that reach a part first: none of its copies runs before them. */
  readonly #gradients = new Map<number, readonly Node[]>();

  constructor(begins: readonly number[]) {
    this.#begins = begins;
  }

  /** The copy from which the gradient of `node` is computed; the node itself if it lies in no part. */
  of(node: Node, cotangents: readonly Maybe[]): Node {
    const part = this.#part(node);
    if (part === undefined) return node;
    if (!this.#gradients.has(part))
      this.#gradients.set(
        part,
        cotangents.flatMap((gradient) => gradient?.node ?? []),
      );
    return this.#copy(node, part);
  }

  #part({ id, inputs }: Node): number | undefined {
    if (inputs.length === 0) return undefined;
    const next = this.#begins.findIndex((begin) => id < begin);
    return next > 0 ? next - 1 : undefined;
  }

  #copy(node: Node, part: number): Node {
    const known = this.#copies.get(node);
    if (known) return known;
    const inputs = node.inputs.map((value) =>
      this.#part(value.node) === part ? output(this.#copy(value.node, part), value.index) : value,
    );
    const first = inputs.every((value, index) => value === node.inputs[index]);
    const after = first ? (this.#gradients.get(part) ?? []) : [];
    const copy = node.graph.add(node.op, inputs, node.attributes, node.outputs, { unique: true, after });
    this.#copies.set(node, copy);
    return copy;
  }
}
