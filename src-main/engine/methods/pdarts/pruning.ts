/**
 * P-DARTS prunes the weakest operations of every edge after each of its stages (arXiv 1904.12760, §3.2;
 * chenxin061/pdarts train_search.py).
 */
import { z } from 'zod';
import { CELL_TYPES, EDGES, type OperationName, type Space } from '../../../../src-shared/space/spaces.ts';
import { listed } from '../../../../src-shared/methods/methodKnobs.ts';
import { type PerCell, perCell } from '../../supernet/perCell.ts';
import type { ActiveOperations } from '../../supernet/spec.ts';
import type { EpochContext } from '../rules.ts';

const activeSchema = z.array(z.array(z.boolean())).length(EDGES);

/** Which operations are still there, [14][K] per cell type. */
export const pdartsSchema = z.strictObject({ normal: activeSchema, reduce: activeSchema });
export type PdartsState = z.infer<typeof pdartsSchema>;

/** Weights of the operations [14][K] per cell type: the softmax over those that are there, 0 elsewhere. */
export type OperationWeights = PerCell<readonly (readonly number[])[]>;

/** All operations are there. */
export function startPdarts(space: Space): PdartsState {
  const [normal, reduce] = CELL_TYPES.map((type) => space.operations[type].map((row) => row.map(() => true)));
  return { normal: normal!, reduce: reduce! };
}

export interface Pruning {
  readonly space: Space;
  readonly weights: OperationWeights;
  /** Operations that an edge keeps at most; an edge with no more than that loses none. */
  readonly keep: number;
  /** Whether it was the last stage: there `none` goes first. */
  readonly last: boolean;
}

/** What is left after a stage. No edge is left with `none` alone: where one operation is kept, `none` goes first as well. */
export function pruned(state: ActiveOperations, { space, weights, keep, last }: Pruning): PdartsState {
  const cell = perCell((type) =>
    state[type].map((active, edge) => {
      const left = weakestFirst(space.operations[type][edge]!, active, weights[type][edge]!, {
        noneFirst: last || keep === 1,
      }).slice(-keep);
      return active.map((_, column) => left.includes(column));
    }),
  );
  return { normal: cell.normal, reduce: cell.reduce };
}

/** After the last epoch of a stage but the last: as many operations stay as `stageOperations` says. */
export function prunedAfterStage(
  state: PdartsState,
  {
    config,
    space,
    weights,
    place,
    next,
  }: Pick<EpochContext, 'config' | 'space' | 'weights' | 'place' | 'next'>,
): PdartsState {
  const keep = listed(config.stageOperations)[place.index];
  if (!next || next.index === place.index || keep === undefined) return state;
  return pruned(state, { space, weights, keep, last: false });
}

/**
 * Columns of the operations that are there, in the order in which they go: the smallest weight first, the
 * lower column of equals. (The authors mark what has gone by the weight 1, which no other reaches before
 * only one is left.)
 */
export function weakestFirst(
  operations: readonly OperationName[],
  active: readonly boolean[],
  weights: readonly number[],
  { noneFirst }: { readonly noneFirst: boolean },
): number[] {
  const rank = (column: number): number =>
    noneFirst && operations[column] === 'none' ? -1 : weights[column]!;
  return active.flatMap((there, column) => (there ? [column] : [])).sort((a, b) => rank(a) - rank(b));
}
