/** Which operations of a space have weights of their own. */
import type { SearchSpace } from './searchSpaces.ts';
import type { CellType, OperationName, Space } from './spaces.ts';

const LEARNABLE: ReadonlySet<OperationName> = new Set([
  'sep_conv_3x3',
  'sep_conv_5x5',
  'sep_conv_7x7',
  'dil_conv_3x3',
  'dil_conv_5x5',
  'conv_7x1_1x7',
]);

/** Columns of the operations with weights, edge by edge. */
export function learnableColumns(space: Space, type: CellType): number[][] {
  return space.operations[type].map((operations) =>
    operations.flatMap((operation, column) => (LEARNABLE.has(operation) ? [column] : [])),
  );
}

/** Whether an edge of the normal cell has operations with weights to rank. */
export function hasChoiceOfLearnables(space: SearchSpace): boolean {
  return space.kind === 'cell' && learnableColumns(space, 'normal').some((columns) => columns.length > 1);
}
