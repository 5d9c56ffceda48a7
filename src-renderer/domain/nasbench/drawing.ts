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

/** px: width of a figure, and the least that the names of operations fit in. A page draws as wide as it has room. */
export const FIGURE_WIDTH = 920;
export const LEAST_WIDTH = 280;
const MARGIN = 4;
/** px; the gap is a part of the box, and grows where there is room. */
const BOX = { most: 96, height: 66, gap: 0.2 } as const;
/** px: rise of an arc over one vertex, and over each more, at the width of a figure. */
const RISE = { first: 64, more: 44, least: 0.4 } as const;
/** px: an edge of weight 0 and what weight 1 adds. */
const STROKE = { least: 1, most: 9 } as const;
const BAR = { label: 22, height: 9, top: 24, step: 14 } as const;

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
  /** Where the title stands, from its middle in boxes without bars. */
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' };
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
  /** It leads to a vertex that the output is computed from. */
  readonly used: boolean;
}

export interface Drawing {
  /** px */
  readonly width: number;
  readonly height: number;
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

/** Where everything stands in a drawing of a width. */
interface Places {
  readonly width: number;
  readonly box: number;
  /** px from the side of a box to what is in it. */
  readonly pad: number;
  /** Part of what lines and arcs measure at the width of a figure. */
  readonly scale: number;
  /** y of the boxes' upper sides. */
  readonly top: number;
  readonly middle: (vertex: number) => number;
  /** Rise of the Bézier handles of an arc; its top is at three quarters of it. */
  readonly rise: (from: number, to: number) => number;
}

function placesOf({ parents }: NasbenchSpace, room: number): Places {
  const width = Math.max(LEAST_WIDTH, Math.round(room));
  const last = parents.length - 1;
  const box = Math.min(BOX.most, (width - 2 * MARGIN) / (parents.length + last * BOX.gap));
  const step = (width - 2 * MARGIN - box) / last;
  const scale = Math.min(1, Math.max(RISE.least, width / FIGURE_WIDTH));
  const rise = (from: number, to: number): number => scale * (RISE.first + RISE.more * (to - from - 2));
  return {
    ...{ width, box, scale, rise },
    pad: box / 12,
    top: Math.ceil(0.75 * rise(0, last)) + 2 * MARGIN,
    middle: (vertex) => MARGIN + box / 2 + vertex * step,
  };
}

export function drawing(
  space: NasbenchSpace,
  weights: TensorWeights,
  architecture: NasbenchArchitecture | undefined,
  room: number = FIGURE_WIDTH,
): Drawing {
  const places = placesOf(space, room);
  const used = architecture && usedVertices(architecture.parents);
  const isUsed = (vertex: number): boolean => used?.has(vertex) ?? true;
  const vertices = space.parents.map((_, vertex): DrawnVertex => {
    const x = places.middle(vertex) - places.box / 2;
    const isNode = vertex > 0 && vertex < space.parents.length - 1;
    return {
      ...{ x, y: places.top, width: places.box, height: BOX.height },
      title: vertexTitle(space, vertex),
      label: isNode
        ? { x: x + places.pad, y: places.top + 16, anchor: 'start' }
        : { x: places.middle(vertex), y: places.top + BOX.height / 2 + 4, anchor: 'middle' },
      used: isUsed(vertex),
      bars: isNode
        ? barsOf(weights[OPERATION_TENSOR]?.[vertex - 1] ?? [], architecture?.operations[vertex - 1], {
            ...places,
            x,
          })
        : [],
    };
  });
  const edges = space.parents.flatMap((_, to) =>
    Array.from({ length: to }, (_unused, from): DrawnEdge => {
      const { weight, title, kept } = edgeOf(space, weights, architecture, from, to);
      const stroke = STROKE.least + places.scale * STROKE.most * seen(weight);
      return { path: pathOf(places, from, to), stroke, title, kept, used: isUsed(to) };
    }),
  );
  return { width: places.width, height: places.top + BOX.height + MARGIN, vertices, edges };
}

function barsOf(
  row: readonly number[],
  kept: NasbenchOperation | undefined,
  { x, top, box, pad }: Places & { readonly x: number },
): DrawnBar[] {
  return NASBENCH_OPERATIONS.map((operation, k) => {
    const weight = row[k] ?? NaN;
    return {
      operation,
      x: x + pad + BAR.label,
      y: top + BAR.top + k * BAR.step,
      width: (box - 2 * pad - BAR.label) * seen(weight),
      height: BAR.height,
      weight,
      kept: operation === kept,
    };
  });
}

/** An arc leaves a box right of its middle and enters the next one left of it; neighbours are joined by a line. */
function pathOf({ box, top, middle, rise }: Places, from: number, to: number): string {
  const [start, end] = [middle(from), middle(to)].map((x) => Math.round(x * 10) / 10) as [number, number];
  const half = Math.round(5 * box) / 10;
  const y = top + BOX.height / 2;
  if (to === from + 1) return `M${start + half} ${y} L${end - half} ${y}`;
  const [left, right] = [start + half / 3, end - half / 3];
  const high = top - rise(from, to);
  return `M${left} ${top} C${left} ${high} ${right} ${high} ${right} ${top}`;
}

function edgeOf(
  space: NasbenchSpace,
  weights: TensorWeights,
  architecture: NasbenchArchitecture | undefined,
  from: number,
  to: number,
): { readonly weight: number; readonly title: string; readonly kept: boolean } {
  const searched = hasParentChoice(space, to);
  const weight = searched ? (weights[parentTensor(space, to)]?.[0]?.[from] ?? NaN) : 1;
  const names = `${vertexTitle(space, from)} → ${vertexTitle(space, to)}`;
  return {
    weight,
    title: `${names}: ${searched ? written(weight) : 'always there'}`,
    kept: architecture?.parents[to]?.includes(from) ?? !searched,
  };
}
