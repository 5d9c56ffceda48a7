/**
 * A part of a graph that runs only when asked: inputs pass a `Switch`, results a `Merge`. What lies
 * between is not computed when the condition is false, so one compiled step serves warm-up epochs too.
 */
import { type DType, output, type Value } from './graph.ts';

/** `x`, alive only when `condition` (bool scalar) is true: whatever depends on it is skipped otherwise. */
export function onlyIf(condition: Value, x: Value): Value {
  return output(gate(condition, x), 1);
}

/** `taken` (computed from an `onlyIf` value) when `condition` is true, else `otherwise`. */
export function merged(condition: Value, taken: Value, otherwise: Value): Value {
  const inputs = [output(gate(condition, otherwise), 0), taken];
  const attributes = { N: { int: 2 }, T: { type: taken.dtype } };
  const outputs = [taken, { shape: [], dtype: 'int32' as DType }];
  return output(taken.node.graph.add('Merge', inputs, attributes, outputs));
}

function gate(condition: Value, x: Value) {
  return x.node.graph.add('Switch', [x, condition], { T: { type: x.dtype } }, [x, x]);
}
