/**
 * A cell of NAS-Bench-1Shot1 as a row of vertices from its input to its output, edges as arcs above them. The
 * places are the same for every epoch of a space, so that from one epoch to the next only the weights move.
 */
import { usedVertices, type NasbenchArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import {
  hasParentChoice,
  NASBENCH_OPERATIONS,
  OPERATION_TENSOR,
  parentTensor,
  type NasbenchOperation,
  type NasbenchSpace,
} from '../../../src-shared/nasbench/spaces.ts';

/** Weights by tensor of logits, [rows][columns]. */
export type TensorWeights = Readonly<Record<string, readonly (readonly number[])[]>>;

/** px of the drawing; the page scales it. */
export const NASBENCH_VIEW = { width: 920, height: 262 } as const;
const BOX = { width: 96, height: 66 } as const;
const MIDDLE = 224;
/** px: rise of an arc over one vertex, and over each more. */
const RISE = { first: 64, more: 44 } as const;
/** px: an edge of weight 0 and what weight 1 adds. */
const STROKE = { least: 1, most: 9 } as const;
const BAR = { left: 40, width: 50, height: 9, top: 24, step: 14 } as const;

export const NASBENCH_LOOKS: Readonly<Record<NasbenchOperation, { colour: string; short: string }>> = {
  maxpool3x3: { colour: '#e69f00', short: 'max' },
  'conv3x3-bn-relu': { colour: '#009e73', short: '3×3' },
  'conv1x1-bn-relu': { colour: '#0072b2', short: '1×1' },
};

export interface DrawnBar {
  readonly operation: NasbenchOperation;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly weight: number;
  readonly kept: boolean;
}

export interface DrawnVertex {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** The output is computed from it. */
  readonly used: boolean;
  /** One an operation; input and output have none. */
  readonly bars: readonly DrawnBar[];
}

export interface DrawnEdge {
  readonly path: string;
  /** px */
  readonly stroke: number;
  /** In words. */
  readonly title: string;
  readonly kept: boolean;
}

export interface Drawing {
  readonly vertices: readonly DrawnVertex[];
  readonly edges: readonly DrawnEdge[];
}

const seen = (weight: number): number => (Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0);
const written = (weight: number): string => (Number.isFinite(weight) ? weight.toFixed(2) : 'not finite');

export function vertexTitle({ parents }: NasbenchSpace, vertex: number): string {
  if (vertex === 0) return 'in';
  return vertex === parents.length - 1 ? 'out' : String(vertex);
}

/** The weights that a search begins with, every row even. */
export function evenWeights(
  tensors: readonly { readonly name: string; readonly shape: readonly [number, number] }[],
): TensorWeights {
  return Object.fromEntries(
    tensors.map(({ name, shape: [rows, columns] }) => [
      name,
      Array.from({ length: rows }, () => Array.from({ length: columns }, () => 1 / columns)),
    ]),
  );
}

export function drawing(
  space: NasbenchSpace,
  weights: TensorWeights,
  architecture: NasbenchArchitecture | undefined,
): Drawing {
  const count = space.parents.length;
  const used = architecture && usedVertices(architecture.parents);
  const step = (NASBENCH_VIEW.width - BOX.width - 8) / (count - 1);
  const middle = (vertex: number): number => 4 + BOX.width / 2 + vertex * step;
  const vertices = space.parents.map((_, vertex): DrawnVertex => {
    const x = middle(vertex) - BOX.width / 2;
    const y = MIDDLE - BOX.height / 2;
    const title = vertexTitle(space, vertex);
    const isNode = vertex > 0 && vertex < count - 1;
    const bars = isNode
      ? barsOf(weights[OPERATION_TENSOR]?.[vertex - 1] ?? [], { x, y }, architecture?.operations[vertex - 1])
      : [];
    return { x, y, ...BOX, title, used: used?.has(vertex) ?? true, bars };
  });
  const edges = space.parents.flatMap((_, to) =>
    Array.from({ length: to }, (_unused, from) => edgeOf(space, weights, architecture, { from, to, middle })),
  );
  return { vertices, edges };
}

function barsOf(
  row: readonly number[],
  box: { readonly x: number; readonly y: number },
  kept: NasbenchOperation | undefined,
): DrawnBar[] {
  return NASBENCH_OPERATIONS.map((operation, k) => {
    const weight = row[k] ?? NaN;
    return {
      operation,
      x: box.x + BAR.left,
      y: box.y + BAR.top + k * BAR.step,
      width: BAR.width * seen(weight),
      height: BAR.height,
      weight,
      kept: operation === kept,
    };
  });
}

interface Ends {
  readonly from: number;
  readonly to: number;
  readonly middle: (vertex: number) => number;
}

function edgeOf(
  space: NasbenchSpace,
  weights: TensorWeights,
  architecture: NasbenchArchitecture | undefined,
  { from, to, middle }: Ends,
): DrawnEdge {
  const searched = hasParentChoice(space, to);
  const weight = searched ? (weights[parentTensor(space, to)]?.[0]?.[from] ?? NaN) : 1;
  const names = `${vertexTitle(space, from)} → ${vertexTitle(space, to)}`;
  const [start, end] = [middle(from), middle(to)];
  const top = MIDDLE - BOX.height / 2;
  const height = RISE.first + RISE.more * (to - from - 2);
  const path =
    to === from + 1
      ? `M${start + BOX.width / 2} ${MIDDLE} L${end - BOX.width / 2} ${MIDDLE}`
      : `M${start} ${top} C${start} ${top - height} ${end} ${top - height} ${end} ${top}`;
  return {
    path,
    stroke: STROKE.least + STROKE.most * seen(weight),
    title: `${names}: ${searched ? written(weight) : 'always there'}`,
    kept: architecture?.parents[to]?.includes(from) ?? !searched,
  };
}
