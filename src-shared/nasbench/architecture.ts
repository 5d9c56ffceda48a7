/** From alphas to an architecture of a NAS-Bench-1Shot1 space, and from it to a cell of NAS-Bench-101. */
import { PlateauError } from '../errors.ts';
import { MOST_VERTICES, type NasbenchCell } from './cell.ts';
import {
  alphaTensors,
  hasParentChoice,
  NASBENCH_OPERATIONS,
  OPERATION_TENSOR,
  parentTensor,
  type AlphaTensor,
  type NasbenchOperation,
  type NasbenchSpace,
} from './spaces.ts';

/** Logits by tensor name, row by row (`alphaTensors` says which). */
export type NasbenchAlphas = Readonly<Record<string, readonly ArrayLike<number>[]>>;

export interface NasbenchArchitecture {
  /** Operation of node i + 1. */
  readonly operations: readonly NasbenchOperation[];
  /** Parents of every vertex, ascending; the input has none, the output comes last. */
  readonly parents: readonly (readonly number[])[];
}

/** Softmax in float32, as the authors take it: logits that differ by less than a rounding are equal. */
function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits.map(Math.fround));
  const exponentials = logits.map((logit) =>
    Math.fround(Math.exp(Math.fround(Math.fround(logit) - largest))),
  );
  const sum = exponentials.reduce((total, value) => Math.fround(total + value), 0);
  return exponentials.map((value) => Math.fround(value / sum));
}

/** Indices of the `count` largest weights, ascending; of equal ones the first. */
function strongest(weights: readonly number[], count: number): number[] {
  return weights
    .map((weight, index) => ({ weight, index }))
    .sort((left, right) => right.weight - left.weight)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((left, right) => left - right);
}

function checkedRows(alphas: NasbenchAlphas, { name, shape: [height, width] }: AlphaTensor): number[][] {
  const rows = (alphas[name] ?? []).map((row) => Array.from(row));
  if (rows.length !== height || rows.some((row) => row.length !== width))
    throw new PlateauError(
      `Alphas "${name}" are [${rows.length}, ${rows[0]?.length ?? 0}]; this space has [${height}, ${width}].`,
      'Use the space that the alphas were searched in.',
    );
  const bad = rows.flat().find((value) => !Number.isFinite(value));
  if (bad !== undefined)
    throw new PlateauError(
      `Alphas "${name}" contain ${bad}; no architecture can be read off diverged alphas.`,
      'Resume from an earlier checkpoint with a smaller learning rate, or take the architecture of an earlier epoch.',
    );
  return rows;
}

/**
 * Per node its strongest operation, per vertex its strongest parents, as many as the space gives it
 * (nasbench-1shot1: nasbench_analysis/eval_darts_one_shot_model_in_nasbench.py). Its `argpartition` leaves
 * open which of equally strong parents wins; here it is the one nearest to the input.
 */
export function deriveArchitecture(space: NasbenchSpace, alphas: NasbenchAlphas): NasbenchArchitecture {
  const weights = new Map(
    alphaTensors(space).map((tensor) => [tensor.name, checkedRows(alphas, tensor).map(softmax)]),
  );
  const parents = space.parents.map((count, vertex) =>
    hasParentChoice(space, vertex)
      ? strongest(weights.get(parentTensor(space, vertex))![0]!, count)
      : Array.from({ length: vertex }, (_, parent) => parent),
  );
  const operations = weights.get(OPERATION_TENSOR)!.map((row) => NASBENCH_OPERATIONS[strongest(row, 1)[0]!]!);
  return { operations, parents };
}

/** 1 for each operation and each parent that an architecture has, else 0, row by row in the tensors of its space. */
export function architectureRows(
  space: NasbenchSpace,
  { operations, parents }: NasbenchArchitecture,
): Readonly<Record<string, number[][]>> {
  const chosen = parents.flatMap((own, vertex) =>
    vertex > 0 && hasParentChoice(space, vertex)
      ? [[parentTensor(space, vertex), [oneFor(own, vertex)]] as const]
      : [],
  );
  const rows = operations.map((operation) => NASBENCH_OPERATIONS.map((each) => (each === operation ? 1 : 0)));
  return { [OPERATION_TENSOR]: rows, ...Object.fromEntries(chosen) };
}

function oneFor(chosen: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => (chosen.includes(index) ? 1 : 0));
}

/** Vertices that the output is computed from, the output among them. */
export function usedVertices(parents: readonly (readonly number[])[]): ReadonlySet<number> {
  const used = new Set([parents.length - 1]);
  for (let vertex = parents.length - 1; vertex > 0; vertex--)
    if (used.has(vertex)) for (const parent of parents[vertex]!) used.add(parent);
  return used;
}

/** Whether the output of some vertex goes nowhere. */
export function hasLooseEnds({ parents }: Pick<NasbenchArchitecture, 'parents'>): boolean {
  return usedVertices(parents).size < parents.length;
}

/**
 * The cell with seven vertices that NAS-Bench-101 is asked for. Edges into nodes that the output does not
 * use are left out, as the authors do, unless `looseEnds` are asked for; the same cell either way.
 * Smaller spaces are filled up with unconnected vertices before the output.
 */
export function cellOf(
  { operations, parents }: NasbenchArchitecture,
  { looseEnds = false }: { readonly looseEnds?: boolean } = {},
): NasbenchCell {
  const used = usedVertices(parents);
  const output = parents.length - 1;
  const place = (vertex: number): number => (vertex === output ? MOST_VERTICES - 1 : vertex);
  const matrix = Array.from({ length: MOST_VERTICES }, () => new Array<number>(MOST_VERTICES).fill(0));
  for (const [vertex, from] of parents.entries())
    if (looseEnds || used.has(vertex)) for (const parent of from) matrix[parent]![place(vertex)] = 1;
  const filling = new Array<NasbenchOperation>(MOST_VERTICES - parents.length).fill('conv1x1-bn-relu');
  return { matrix, operations: ['input', ...operations, ...filling, 'output'] };
}
