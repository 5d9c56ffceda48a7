/**
 * Sequential greedy architecture search (arXiv 1912.00195; lightaime/sgas cnn/{train_search,model_search}.py):
 * every few epochs the best edge of each cell type gets its operation for good, and the other edges of a
 * node that has two are pruned.
 */
import { z } from 'zod';
import { EDGES_PER_NODE, type Genotype } from '../../../../src-shared/genotype/types.ts';
import type { SearchConfig } from '../../../../src-shared/run/config.ts';
import {
  CELL_EDGES,
  CELL_TYPES,
  type CellType,
  NODES,
  operationsPerEdge,
  type Space,
} from '../../../../src-shared/space/spaces.ts';
import { softmaxRow } from '../../../../src-shared/stats/alphaDistance.ts';
import { type PerCell, perCell } from '../../supernet/perCell.ts';
import {
  allOpen,
  type EdgeChoice,
  edgeChoicesSchema,
  edgesInto,
  genotypeOfChoices,
  withChoice,
} from '../edgeChoices.ts';
import { type EdgeRows, edgeScores, importanceOf } from './scores.ts';

/** Epochs that stability looks back (`--history_size`). */
const HISTORY = 4;

const historySchema = z.array(z.array(z.array(z.number()))).max(HISTORY);

/** `history`: q [14][K] of the last epochs, the newest last; empty with criterion 1. */
export const sgasSchema = edgeChoicesSchema.extend({
  history: z.strictObject({ normal: historySchema, reduce: historySchema }),
});
export type SgasState = z.infer<typeof sgasSchema>;

export interface Decision {
  readonly cell: CellType;
  readonly edge: number;
  /** Column of the operation that the edge keeps. */
  readonly operation: number;
  /** Edges that the decision leaves no place for. */
  readonly pruned: readonly number[];
}

export interface SgasEpoch {
  readonly space: Space;
  /** Logits at the end of the epoch, [14][K] per cell type. */
  readonly alphas: PerCell<EdgeRows>;
  readonly epoch: number;
  readonly knobs: Pick<SearchConfig, 'sgasCriterion' | 'sgasStart' | 'sgasEvery'>;
}

/** Before the first epoch. */
export function startSgas(space: Space): SgasState {
  return { ...allOpen(operationsPerEdge(space)), history: { normal: [], reduce: [] } };
}

/** After an epoch: what is decided in it, one edge per cell type as long as one is open. */
export function decide(
  state: SgasState,
  { space, alphas, epoch, knobs: { sgasCriterion, sgasStart, sgasEvery } }: SgasEpoch,
): { readonly state: SgasState; readonly decisions: Decision[] } {
  const due = epoch >= sgasStart && (epoch - sgasStart) % sgasEvery === 0;
  const next = structuredClone(state);
  const decisions: Decision[] = [];
  for (const cell of CELL_TYPES) {
    const history = sgasCriterion === 2 ? state.history[cell] : undefined;
    const { score, distributions } = edgeScores(space.operations[cell], alphas[cell], history);
    if (history) next.history[cell] = [...history, distributions.map((q) => [...q])].slice(-HISTORY);
    const edge = due ? bestOpen(state.choices[cell], score) : undefined;
    if (edge === undefined) continue;
    const operation = largest(distributions[edge]!);
    const decided = withChoice(state.choices[cell], [edge], operation);
    const pruned = withoutPlace(decided, CELL_EDGES[edge]!.node);
    next.choices[cell] = withChoice(decided, pruned, 'pruned');
    decisions.push({ cell, edge, operation, pruned });
  }
  return { state: next, decisions };
}

/** Index of the largest number; the first of equals. */
function largest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function bestOpen(choices: readonly EdgeChoice[], score: readonly number[]): number | undefined {
  if (!choices.includes('open')) return undefined;
  return largest(score.map((value, edge) => (choices[edge] === 'open' ? value : -Infinity)));
}

/** Open edges of a node that has its two. */
function withoutPlace(choices: readonly EdgeChoice[], node: number): number[] {
  const incoming = edgesInto(node);
  const decided = incoming.filter((edge) => typeof choices[edge] === 'number').length;
  return decided < EDGES_PER_NODE ? [] : incoming.filter((edge) => choices[edge] === 'open');
}

/** Images in a batch after the decisions so far: `sgasBatchGrowth` more for each epoch that decided. */
export function grownBatch(
  { choices }: SgasState,
  { batch, sgasBatchGrowth }: Pick<SearchConfig, 'batch' | 'sgasBatchGrowth'>,
): number {
  // A cell type decides one edge in such an epoch, and both are done after the same number of them.
  const epochs = CELL_TYPES.map(
    (type) => choices[type].filter((choice) => typeof choice === 'number').length,
  );
  return batch + sgasBatchGrowth * Math.max(...epochs);
}

/**
 * The genotype of the decided edges; where a node lacks edges, its open edges of the largest importance
 * with their largest operation (the authors' `force`). Where the space has no `none` to measure importance
 * by, the weight of that operation takes its place, as in DARTS.
 */
export function sgasGenotype(space: Space, alphas: PerCell<EdgeRows>, { choices }: SgasState): Genotype {
  return genotypeOfChoices(
    space,
    perCell((type) => filled(space, type, alphas[type], choices[type])),
  );
}

function filled(
  space: Space,
  type: CellType,
  alphas: EdgeRows,
  choices: readonly EdgeChoice[],
): readonly EdgeChoice[] {
  const operations = space.operations[type];
  const someNone = operations.some((names) => names.includes('none'));
  const strength = alphas.map((row, edge) =>
    someNone ? importanceOf(operations[edge]!, row) : Math.max(...softmaxRow(row)),
  );
  const strongest = (edge: number): number =>
    largest(alphas[edge]!.map((alpha, k) => (operations[edge]![k] === 'none' ? -Infinity : alpha)));
  let result = choices;
  for (let node = 0; node < NODES; node++) {
    const incoming = edgesInto(node);
    const missing = EDGES_PER_NODE - incoming.filter((edge) => typeof choices[edge] === 'number').length;
    incoming
      .filter((edge) => choices[edge] === 'open')
      .sort((a, b) => strength[b]! - strength[a]!)
      .slice(0, missing)
      .forEach((edge) => (result = withChoice(result, [edge], strongest(edge))));
  }
  return result;
}
