/** The key of a cell in NAS-Bench-101: equal for isomorphic cells. */
import { hash } from 'node:crypto';
import { prunedCell, type NasbenchCell } from '../../../src-shared/nasbench/cell.ts';

/** The benchmark's own order of the operations, which labels them 0, 1, 2: not that of a supernet's alphas. */
export const LABELLED_OPERATIONS: readonly string[] = ['conv3x3-bn-relu', 'conv1x1-bn-relu', 'maxpool3x3'];

function labelOf(operation: NasbenchCell['operations'][number]): number {
  return operation === 'input' ? -1 : operation === 'output' ? -2 : LABELLED_OPERATIONS.indexOf(operation);
}

const md5 = (text: string): string => hash('md5', text);

/**
 * Hash of the pruned cell, undefined without a path from input to output. Every vertex starts from its degrees
 * and label and takes in its neighbours' hashes V times; what is hashed is Python's way to print a tuple and
 * a list, since the benchmark's keys are made so (google-research/nasbench@b942470: lib/graph_util.py).
 */
export function cellHash(cell: NasbenchCell): string | undefined {
  const pruned = prunedCell(cell);
  if (!pruned) return undefined;
  const { matrix, operations } = pruned;
  const vertices = [...matrix.keys()];
  const into = vertices.map((to) => vertices.filter((from) => matrix[from]![to] === 1));
  const outOf = vertices.map((from) => vertices.filter((to) => matrix[from]![to] === 1));
  const sorted = (hashes: readonly string[], of: readonly number[]): string =>
    of
      .map((vertex) => hashes[vertex]!)
      .sort()
      .join('');
  let hashes = vertices.map((v) =>
    md5(`(${outOf[v]!.length}, ${into[v]!.length}, ${labelOf(operations[v]!)})`),
  );
  for (const _ of vertices) {
    const before = hashes;
    hashes = vertices.map((v) =>
      md5(`${sorted(before, into[v]!)}|${sorted(before, outOf[v]!)}|${before[v]}`),
    );
  }
  return md5(
    `[${[...hashes]
      .sort()
      .map((text) => `'${text}'`)
      .join(', ')}]`,
  );
}
