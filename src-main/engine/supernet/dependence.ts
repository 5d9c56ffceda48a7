/** Which values of a graph depend on others. */
import type { Node, Value } from '../tensorflow/graph.ts';

/** Tells of a value whether it depends on one of `on`; what was found out once is kept. */
export function dependence(on: readonly Value[]): (value: Value) => boolean {
  const known = new Map<Node, boolean>(on.map(({ node }) => [node, true]));
  const depends = (first: Node): boolean => {
    // Inputs first, without recursion: paths are thousands of nodes long.
    const stack = [first];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const open = known.has(node) ? [] : node.inputs.filter((input) => !known.has(input.node));
      if (open.length > 0) {
        stack.push(...open.map((input) => input.node));
        continue;
      }
      stack.pop();
      if (!known.has(node))
        known.set(
          node,
          node.inputs.some((input) => known.get(input.node)),
        );
    }
    return known.get(first)!;
  };
  return ({ node }) => depends(node);
}
