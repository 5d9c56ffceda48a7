/** Changes of a genotype that can only lead to another one a network can be built from. */
import { EDGES_PER_NODE, type Genotype, type GenotypeEdge } from '../../../src-shared/genotype/types.ts';
import { concatOf } from '../../../src-shared/genotype/types.ts';
import { OPERATIONS, type CellType, type OperationName } from '../../../src-shared/space/spaces.ts';
import { targetOf } from './layout.ts';

/** What an edge may carry; `none`, last, drops it. */
export const EDGE_OPERATIONS = [...OPERATIONS].sort(
  (left, right) => Number(left === 'none') - Number(right === 'none'),
);

/** The other edge into the same node. */
export function partnerOf(index: number): number {
  return index % EDGES_PER_NODE === 0 ? index + 1 : index - 1;
}

export interface InputChoice {
  readonly state: number;
  /** The other edge of the node has this input now: choosing it makes the two change places. */
  readonly swaps: boolean;
}

/** The states an edge may come from: all before its node. */
export function inputChoices(edges: readonly GenotypeEdge[], index: number): InputChoice[] {
  const taken = edges[partnerOf(index)]?.input;
  const own = edges[index]?.input;
  return Array.from({ length: targetOf(index) }, (_, state) => ({
    state,
    swaps: state === taken && state !== own,
  }));
}

function withEdges(genotype: Genotype, cell: CellType, changes: ReadonlyMap<number, GenotypeEdge>): Genotype {
  const edges = genotype[cell].map((edge, index) => changes.get(index) ?? edge);
  return { ...genotype, [cell]: edges };
}

/** The genotype with another operation on one edge; an edge from the same input that has it takes this one's. */
export function withOperation(
  genotype: Genotype,
  cell: CellType,
  index: number,
  operation: OperationName,
): Genotype {
  const edge = genotype[cell][index]!;
  const partner = partnerOf(index);
  const other = genotype[cell][partner]!;
  const changes = new Map([[index, { ...edge, operation }]]);
  if (other.input === edge.input && other.operation === operation)
    changes.set(partner, { ...other, operation: edge.operation });
  return withEdges(genotype, cell, changes);
}

/** The genotype with another input of one edge; where its partner has it, the two change places. */
export function withInput(genotype: Genotype, cell: CellType, index: number, input: number): Genotype {
  const edge = genotype[cell][index]!;
  const partner = partnerOf(index);
  const other = genotype[cell][partner]!;
  const changes = new Map([[index, { ...edge, input }]]);
  if (other.input === input) changes.set(partner, { ...other, input: edge.input });
  return withEdges(genotype, cell, changes);
}

/** The genotype with a node added to the cell's output, or taken from it; the last one stays. */
export function withOutput(genotype: Genotype, cell: CellType, state: number, on: boolean): Genotype {
  const rest = concatOf(genotype, cell).filter((other) => other !== state);
  const states = on ? [...rest, state].sort((left, right) => left - right) : rest;
  if (states.length === 0) return genotype;
  return cell === 'normal' ? { ...genotype, normalConcat: states } : { ...genotype, reduceConcat: states };
}
