/** Which operations OLES has stopped: how well their gradients agree, window by window. */
import { z } from 'zod';
import type { SearchConfig } from '../../../src-shared/run/config.ts';

/** By the names of operations, so that it holds in a supernet that has lost some. */
export const stateSchema = z.object({
  /** Sum of the mean cosines of the window so far, and how many steps they are from. */
  windows: z.record(z.string(), z.object({ sum: z.number(), steps: z.int() })),
  /** Operations whose weights stay as they are. */
  frozen: z.array(z.string()),
});
type OlesState = z.infer<typeof stateSchema>;

export const startOles = (): OlesState => ({ windows: {}, frozen: [] });

/** What the operations are found by, and their parameters. */
interface OperationNetwork {
  readonly parameters: { readonly parameters: readonly { readonly name: string }[] };
}

/**
 * An operation of an edge (S1–S5) or of a node (NAS-Bench-1Shot1). The skip connection of a reduction cell halves the
 * image by two convolutions, `conv_1` and `conv_2`; it is none of those that the method was made for.
 */
const OPERATION =
  /^cells\.\d+\.(?:_ops\.\d+|_choice_blocks\.\d+\.mixed_op)\._ops\.\d+(?=\.)(?!\.conv_[12]\.)/u;

/** Name of the convolution that each parameter belongs to; undefined: of none. */
function operationsOf({ parameters }: OperationNetwork): (string | undefined)[] {
  return parameters.parameters.map(({ name }) => OPERATION.exec(name)?.[0]);
}

/** 1 for parameter tensors that learn, 0 for those of frozen operations, [parameters]. */
export function learningParameters({ frozen }: OlesState, net: OperationNetwork): Float32Array {
  const stopped = new Set(frozen);
  return Float32Array.from(operationsOf(net), (name) => (name !== undefined && stopped.has(name) ? 0 : 1));
}

/**
 * The state after a step with these cosines, one for each parameter tensor. Steps without an α step, and the
 * first one, have none that is a number: they do not count. A window of olesWindow steps is averaged as it is
 * (the authors' code sums 21 values and divides by 20).
 */
export function judged(
  { windows, frozen }: OlesState,
  cosines: ArrayLike<number>,
  net: OperationNetwork,
  { olesWindow, olesThreshold }: Pick<SearchConfig, 'olesWindow' | 'olesThreshold'>,
): OlesState {
  const stopped = new Set(frozen);
  const next = new Map(Object.entries(windows));
  for (const [name, mean] of meansOf(operationsOf(net), cosines)) {
    if (stopped.has(name)) continue;
    const before = next.get(name) ?? { sum: 0, steps: 0 };
    const window = { sum: before.sum + mean, steps: before.steps + 1 };
    if (window.steps < olesWindow) {
      next.set(name, window);
      continue;
    }
    next.delete(name);
    if (window.sum / window.steps < olesThreshold) stopped.add(name);
  }
  return { windows: Object.fromEntries(next), frozen: [...stopped] };
}

/** Mean cosine of each operation over its parameter tensors; not of operations without a number. */
function meansOf(names: readonly (string | undefined)[], cosines: ArrayLike<number>): Map<string, number> {
  const found = new Map<string, number[]>();
  names.forEach((name, index) => {
    const cosine = cosines[index]!;
    if (name === undefined || !Number.isFinite(cosine)) return;
    const others = found.get(name);
    if (others) others.push(cosine);
    else found.set(name, [cosine]);
  });
  const mean = (all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / all.length;
  return new Map([...found].map(([name, all]) => [name, mean(all)]));
}
