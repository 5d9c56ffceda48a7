/** The weights of a search in a space of NAS-Bench-1Shot1 as tables, one a tensor of logits. */
import type { NasbenchArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import {
  NASBENCH_OPERATIONS,
  OPERATION_TENSOR,
  parentTensor,
  type AlphaTensor,
  type NasbenchSpace,
} from '../../../src-shared/nasbench/spaces.ts';
import { NASBENCH_LOOKS, vertexTitle, type TensorWeights } from './drawing.ts';

export interface WeightTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly title: string;
    readonly cells: readonly { readonly text: string; readonly weight: number; readonly kept: boolean }[];
  }[];
}

const cellOf = (weight: number, kept: boolean): WeightTable['rows'][number]['cells'][number] => ({
  text: Number.isFinite(weight) ? weight.toFixed(3) : '✕',
  weight: Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0,
  kept,
});

export function weightTables(
  tensors: readonly AlphaTensor[],
  weights: TensorWeights,
  architecture: NasbenchArchitecture | undefined,
  space: NasbenchSpace,
): WeightTable[] {
  return tensors.map(({ name }) =>
    name === OPERATION_TENSOR
      ? operationTable(weights[name] ?? [], architecture)
      : parentTable(name, weights[name]?.[0] ?? [], architecture, space),
  );
}

function operationTable(
  rows: readonly (readonly number[])[],
  architecture: NasbenchArchitecture | undefined,
): WeightTable {
  return {
    title: 'operations of the nodes',
    columns: NASBENCH_OPERATIONS.map((operation) => NASBENCH_LOOKS[operation].short),
    rows: rows.map((row, node) => ({
      title: String(node + 1),
      cells: row.map((weight, k) =>
        cellOf(weight, architecture?.operations[node] === NASBENCH_OPERATIONS[k]),
      ),
    })),
  };
}

function parentTable(
  tensor: string,
  row: readonly number[],
  architecture: NasbenchArchitecture | undefined,
  space: NasbenchSpace,
): WeightTable {
  const vertex = space.parents.findIndex(
    (_, candidate) => candidate > 0 && parentTensor(space, candidate) === tensor,
  );
  const title = vertexTitle(space, vertex);
  return {
    title: `parents of ${title}: ${space.parents[vertex]} kept`,
    columns: row.map((_, parent) => vertexTitle(space, parent)),
    rows: [
      {
        title,
        cells: row.map((weight, parent) =>
          cellOf(weight, architecture?.parents[vertex]?.includes(parent) ?? false),
        ),
      },
    ],
  };
}
