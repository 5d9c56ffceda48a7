/** The weights of a search in a space of NAS-Bench-1Shot1 as tables, one a tensor of logits, the output's last. */
import type { NasbenchArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import {
  hasParentChoice,
  NASBENCH_OPERATIONS,
  OPERATION_TENSOR,
  parentTensor,
  type NasbenchSpace,
} from '../../../src-shared/nasbench/spaces.ts';
import { NASBENCH_LOOKS, vertexTitle, type TensorWeights } from './drawing.ts';

interface WeightCell {
  readonly text: string;
  readonly weight: number;
  /** In the architecture. */
  readonly kept: boolean;
}

export interface WeightTable {
  readonly tensor: string;
  readonly title: string;
  /** What is chosen from, and how it is written above a column. */
  readonly columns: readonly { readonly name: string; readonly short: string }[];
  /** One a vertex. */
  readonly rows: readonly { readonly title: string; readonly cells: readonly WeightCell[] }[];
}

function rowOf(title: string, weights: readonly number[], isKept: (column: number) => boolean) {
  const cells = weights.map((weight, column): WeightCell => ({
    text: Number.isFinite(weight) ? weight.toFixed(3) : '✕',
    weight,
    kept: isKept(column),
  }));
  return { title, cells };
}

export function weightTables(
  space: NasbenchSpace,
  weights: TensorWeights,
  architecture: NasbenchArchitecture | undefined,
): WeightTable[] {
  const operations: WeightTable = {
    tensor: OPERATION_TENSOR,
    title: 'operations of the nodes',
    columns: NASBENCH_OPERATIONS.map((name) => ({ name, short: NASBENCH_LOOKS[name].short })),
    rows: (weights[OPERATION_TENSOR] ?? []).map((row, node) =>
      rowOf(String(node + 1), row, (k) => architecture?.operations[node] === NASBENCH_OPERATIONS[k]),
    ),
  };
  const parents = space.parents.flatMap((count, vertex): WeightTable[] => {
    if (!hasParentChoice(space, vertex)) return [];
    const tensor = parentTensor(space, vertex);
    const title = vertexTitle(space, vertex);
    const row = weights[tensor]?.[0] ?? [];
    const columns = row.map((_, parent) => vertexTitle(space, parent));
    return [
      {
        tensor,
        title: `parents of ${title}: ${count} kept`,
        columns: columns.map((name) => ({ name, short: name })),
        rows: [rowOf(title, row, (parent) => architecture?.parents[vertex]?.includes(parent) ?? false)],
      },
    ];
  });
  return [operations, ...parents];
}
