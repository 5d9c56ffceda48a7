/**
 * Selection by perturbation (DARTS-PT, arXiv 2108.04392; ruocwang/darts-pt sota/cnn/projection.py): the
 * trained supernet says what each part is worth, by how much it loses without it. Random edges get their
 * operation one by one; when all have one, random nodes keep their two edges. Pure: what is to be measured
 * is asked, what was measured is answered.
 */
import type { SeededRandom } from '../../../../src-shared/random.ts';
import { EDGES_PER_NODE } from '../../../../src-shared/genotype/types.ts';
import type { SearchConfig } from '../../../../src-shared/run/config.ts';
import {
  CELL_TYPES,
  type CellType,
  NODES,
  operationsPerEdge,
  type Space,
} from '../../../../src-shared/space/spaces.ts';
import { perCell } from '../../supernet/perCell.ts';
import type { ActiveOperations } from '../../supernet/spec.ts';
import { allOpen, type EdgeChoice, type EdgeChoices, edgesInto, withChoice } from '../edgeChoices.ts';
import type { Rows, Score } from '../rules.ts';

/** Before the first decision. */
export function startProjection(space: Space): EdgeChoices {
  return allOpen(operationsPerEdge(space));
}

/** An edge that is to get its operation, or a node that is to keep two edges. */
export interface Question {
  readonly cell: CellType;
  readonly about: 'edge' | 'node';
  /** Index of the edge or node. */
  readonly index: number;
  /** What is left out, one at a time: columns of the edge's operations, or the node's edges. */
  readonly candidates: readonly number[];
  /** The weights without each candidate. */
  readonly points: readonly Rows[];
}

export interface Asking {
  readonly space: Space;
  /** Weights of the operations that the supernet mixes with, [14][K] per cell type. */
  readonly weights: Rows;
  /** Operations that are there; all when it is not given. */
  readonly active?: ActiveOperations | undefined;
  readonly random: Pick<SeededRandom, 'integer'>;
}

/** What the search mixes with: a decided edge has the weight 1 on its operation, a deleted one nothing. */
export function projectedWeights({ choices }: EdgeChoices, weights: Rows): Rows {
  return perCell((type) =>
    weights[type].map((row, edge) => {
      const choice = choices[type][edge];
      return choice === 'open' ? row : row.map((_, column) => Number(column === choice));
    }),
  );
}

/** What is up next in a cell type; undefined when all is decided. */
export function nextQuestion(state: EdgeChoices, cell: CellType, asking: Asking): Question | undefined {
  return edgeQuestion(state, cell, asking) ?? nodeQuestion(state, cell, asking);
}

/**
 * A random open edge, without each of its operations in turn. `none` cannot be chosen (in the authors' S3
 * it can, and then stands for the first operation; their DARTS space has no `none`).
 */
function edgeQuestion(state: EdgeChoices, cell: CellType, asking: Asking): Question | undefined {
  const { space, active, random } = asking;
  const columns = (edge: number): number[] =>
    space.operations[cell][edge]!.flatMap((operation, column) =>
      operation !== 'none' && (active?.[cell][edge]![column] ?? true) ? [column] : [],
    );
  const open = state.choices[cell].flatMap((choice, edge) =>
    choice === 'open' && columns(edge).length > 0 ? [edge] : [],
  );
  if (open.length === 0) return undefined;
  const index = open[random.integer(open.length)]!;
  const candidates = columns(index);
  const weights = projectedWeights(state, asking.weights);
  // The weights that stay are not renormalised.
  const points = candidates.map((left) =>
    withRow(weights, cell, index, (_, column) => (column === left ? 0 : weights[cell][index]![column]!)),
  );
  return { cell, about: 'edge', index, candidates, points };
}

/** A random node with more edges than it may keep, without each of them in turn. */
function nodeQuestion(state: EdgeChoices, cell: CellType, asking: Asking): Question | undefined {
  const decided = Array.from({ length: NODES }, (_, node) => decidedInto(state.choices[cell], node));
  const nodes = decided.flatMap((edges, node) => (edges.length > EDGES_PER_NODE ? [node] : []));
  if (nodes.length === 0) return undefined;
  const index = nodes[asking.random.integer(nodes.length)]!;
  const candidates = decided[index]!;
  const weights = projectedWeights(state, asking.weights);
  const points = candidates.map((edge) => withRow(weights, cell, edge, () => 0));
  return { cell, about: 'node', index, candidates, points };
}

function decidedInto(choices: readonly EdgeChoice[], node: number): number[] {
  return edgesInto(node).filter((edge) => typeof choices[edge] === 'number');
}

function withRow(
  weights: Rows,
  cell: CellType,
  changed: number,
  entry: (value: number, column: number) => number,
): Rows {
  const rows = weights[cell].map((row, edge) => (edge === changed ? row.map(entry) : row));
  return { ...weights, [cell]: rows };
}

/** How bad the supernet is without a candidate, by the criterion; a loss that is no number is the worst. */
const HARM: Readonly<Record<SearchConfig['tuneCriterion'], (score: Score) => number>> = {
  accuracy: ({ accuracy }) => -accuracy,
  loss: ({ loss }) => (Number.isNaN(loss) ? Infinity : loss),
};

/**
 * What follows from the scores of a question's points. An edge keeps the operation whose absence hurts
 * most. A node keeps the two edges whose absence hurts most: the authors measure the others again after
 * each deletion, but with the deleted edge in its place, that is the same numbers. The first of equals stays.
 */
export function answered(
  state: EdgeChoices,
  { cell, about, index, candidates }: Question,
  scores: readonly Score[],
  criterion: SearchConfig['tuneCriterion'],
): EdgeChoices {
  const harm = new Map(candidates.map((candidate, i) => [candidate, HARM[criterion](scores[i]!)]));
  const worth = [...candidates].sort((a, b) => Math.sign(harm.get(b)! - harm.get(a)!) || 0);
  const before = state.choices[cell];
  const choices =
    about === 'edge'
      ? withChoice(before, [index], worth[0]!)
      : withChoice(before, worth.slice(EDGES_PER_NODE), 'pruned');
  return { ...state, choices: { ...state.choices, [cell]: choices } };
}

export interface Projecting extends Asking {
  readonly criterion: SearchConfig['tuneCriterion'];
  /** Loss and accuracy of the validation half at these weights, batch norm in train mode. */
  readonly measure: (points: readonly Rows[]) => Score[];
}

/** One decision in the normal cell, then, with that in place, one in the reduction cell. */
export function project(state: EdgeChoices, projecting: Projecting): EdgeChoices {
  let next = state;
  for (const cell of CELL_TYPES) {
    const question = nextQuestion(next, cell, projecting);
    if (question) next = answered(next, question, projecting.measure(question.points), projecting.criterion);
  }
  return next;
}
