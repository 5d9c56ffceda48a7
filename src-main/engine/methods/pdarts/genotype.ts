/**
 * The genotype of P-DARTS and its restriction of skip connections (arXiv 1904.12760, §3.3;
 * chenxin061/pdarts train_search.py). Of equals the later edge is kept: the opposite of DARTS.
 */
import { EDGES_PER_NODE, type Genotype } from '../../../../src-shared/genotype/types.ts';
import { NODES, type OperationName, type Space } from '../../../../src-shared/space/spaces.ts';
import type { ActiveOperations } from '../../supernet/spec.ts';
import { type EdgeChoice, edgesInto, genotypeOfChoices, withChoice } from '../edgeChoices.ts';
import { type OperationWeights, weakestFirst } from './pruning.ts';

/** What one cell is chosen from: rows [14][K]. */
interface Cell {
  readonly operations: readonly (readonly OperationName[])[];
  readonly active: readonly (readonly boolean[])[];
  readonly weights: readonly (readonly number[])[];
}

/** The strongest operation of each edge, and the two strongest edges into each node. */
function chosen({ operations, active, weights }: Cell): EdgeChoice[] {
  const strongest = active.map((there, edge) =>
    weakestFirst(operations[edge]!, there, weights[edge]!, { noneFirst: true }).at(-1)!,
  );
  const strength = strongest.map((column, edge) => weights[edge]![column]!);
  let choices: readonly EdgeChoice[] = strongest;
  for (let node = 0; node < NODES; node++) {
    const weaker = edgesInto(node).sort((a, b) => strength[a]! - strength[b]!);
    choices = withChoice(choices, weaker.slice(0, -EDGES_PER_NODE), 'pruned');
  }
  return [...choices];
}

/** Edges whose kept operation is a skip connection. */
function keptSkips({ operations }: Cell, choices: readonly EdgeChoice[]): number[] {
  return choices.flatMap((choice, edge) =>
    typeof choice === 'number' && operations[edge]![choice] === 'skip_connect' ? [edge] : [],
  );
}

/**
 * While more than `most` skip connections are kept, the one with the smallest weight (the first of equals)
 * gets the weight 0 and the cell is chosen anew. A skip connection of weight 0 that is kept all the same
 * has nothing beside it: then it stays.
 */
function restricted(cell: Cell, most: number): EdgeChoice[] {
  const choices = chosen(cell);
  const skips = keptSkips(cell, choices);
  const column = (edge: number): number => cell.operations[edge]!.indexOf('skip_connect');
  const weight = (edge: number): number => cell.weights[edge]![column(edge)]!;
  const [weakest] = skips.filter((edge) => weight(edge) > 0).sort((a, b) => weight(a) - weight(b));
  if (skips.length <= most || weakest === undefined) return choices;
  const weights = cell.weights.map((row, edge) =>
    edge === weakest ? row.map((value, k) => (k === column(edge) ? 0 : value)) : row,
  );
  return restricted({ ...cell, weights }, most);
}

export interface FinalStage {
  readonly space: Space;
  /** The operations that the last stage searched among. */
  readonly active: ActiveOperations;
  /** Their weights at its end. */
  readonly weights: OperationWeights;
  /** Skip connections that the normal cell keeps at most; the reduction cell is not restricted. */
  readonly skipLimit: number;
}

/** The genotype after the last stage; edges of a node in the order of their inputs. */
export function pdartsGenotype({ space, active, weights, skipLimit }: FinalStage): Genotype {
  const cell = (type: 'normal' | 'reduce'): Cell => ({
    operations: space.operations[type],
    active: active[type],
    weights: weights[type],
  });
  return genotypeOfChoices(space, {
    normal: restricted(cell('normal'), skipLimit),
    reduce: chosen(cell('reduce')),
  });
}
