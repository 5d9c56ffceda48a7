/**
 * Where the nodes of a cell stand and how its edges run. The places are the same for every cell and epoch,
 * so that from one epoch to the next only the weights move.
 */
import { CELL_EDGES, NODES } from '../../../src-shared/space/spaces.ts';
import { OUTPUT, type Point } from '../genotype/layout.ts';
import { pathOf, type Cubic } from './curve.ts';

/** px of the drawing; the page scales it. */
export const CELL_VIEW = { width: 600, height: 256 } as const;
/** px: width of an edge whose weights add up to one. */
export const BUNDLE = 14;
/** px between the middles of neighbouring bundles at a node. */
const PORT = BUNDLE + 0.5;
const NODE_WIDTH = 36;
const NODE_MARGIN = 8;

/** Middles of the nodes by state: c_{k−2}, c_{k−1}, 0–3, c_k. */
const MIDDLES: readonly Point[] = [
  { x: 20, y: 64 },
  { x: 20, y: 198 },
  { x: 164, y: 34 },
  { x: 278, y: 218 },
  { x: 390, y: 46 },
  { x: 494, y: 184 },
  { x: 580, y: 106 },
];

/** px that the control points of an edge are lifted (negative) or lowered, to pass other nodes: `input>node`. */
const BENDS: Readonly<Record<string, number>> = {
  '0>2': 62,
  '1>3': -34,
  '0>3': 24,
};

export interface NodePlace extends Point {
  readonly state: number;
  readonly width: number;
  readonly height: number;
}

interface End {
  readonly from: number;
  readonly to: number;
  readonly bend: number;
}

const ENDS: readonly End[] = CELL_EDGES.map(({ input, node }) => ({
  from: input,
  to: node + 2,
  bend: BENDS[`${input}>${node}`] ?? 0,
}));

/** How steeply an edge leaves a node or comes to it: orders the edges at a node so that they cross least there. */
function slope({ from, to, bend }: End, at: 'from' | 'to'): number {
  const [a, b] = [MIDDLES[from]!, MIDDLES[to]!];
  const rise = (b.y - a.y) * (at === 'from' ? 1 : -1) + 2 * bend;
  return rise / (b.x - a.x);
}

/** px from the node's middle to the port of `edge`, among all edges that share that side of the node. */
function port(edge: End, at: 'from' | 'to'): number {
  const sharing = ENDS.filter((other) => other[at] === edge[at]).sort((a, b) => slope(a, at) - slope(b, at));
  return (sharing.indexOf(edge) - (sharing.length - 1) / 2) * PORT;
}

function curve(start: Point, end: Point, bend: number): Cubic {
  const reach = (end.x - start.x) * 0.45;
  return [start, { x: start.x + reach, y: start.y + bend }, { x: end.x - reach, y: end.y + bend }, end];
}

function edgeCurve(edge: End): Cubic {
  const [a, b] = [MIDDLES[edge.from]!, MIDDLES[edge.to]!];
  const half = NODE_WIDTH / 2;
  return curve(
    { x: a.x + half, y: a.y + port(edge, 'from') },
    { x: b.x - half, y: b.y + port(edge, 'to') },
    edge.bend,
  );
}

function heightOf(state: number): number {
  const count = (at: 'from' | 'to'): number => ENDS.filter((edge) => edge[at] === state).length;
  return Math.max(1.6, count('from'), count('to')) * PORT + NODE_MARGIN;
}

/** The nodes' boxes, in order of states. */
export const NODE_PLACES: readonly NodePlace[] = MIDDLES.map((middle, state) => ({
  ...middle,
  state,
  width: NODE_WIDTH,
  height: heightOf(state),
}));

/** The middle line of each edge, in the order of `CELL_EDGES`. */
export const EDGE_CURVES: readonly Cubic[] = ENDS.map(edgeCurve);

/**
 * Where along its edge (t of the curve) the name of the kept operation stands: chosen once so that names stand
 * far from each other, from nodes and from other edges, whichever eight edges are kept.
 */
export const LABEL_AT: readonly number[] = [
  0.16, 0.28, 0.16, 0.76, 0.76, 0.58, 0.42, 0.76, 0.48, 0.84, 0.2, 0.12, 0.12, 0.28,
];

/** The thin lines from a node to the output, by state; SVG path data. */
export const CONCAT_PATHS: readonly { readonly state: number; readonly path: string }[] = Array.from(
  { length: NODES },
  (_, node) => {
    const [a, b] = [MIDDLES[node + 2]!, MIDDLES[OUTPUT]!];
    const start = { x: a.x + NODE_WIDTH / 2, y: a.y - heightOf(node + 2) / 2 + 4 };
    const end = { x: b.x - NODE_WIDTH / 2, y: b.y + (node - (NODES - 1) / 2) * 4 };
    return { state: node + 2, path: pathOf(curve(start, end, 0)) };
  },
);
