/**
 * Where the parts of a cell stand: states as boxes, edges as curves with the operation's name on them.
 * Ranks and order are dagre's; curves run through dagre's points and end at ports of the boxes.
 */
import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import { EDGES_PER_NODE, isKept, type GenotypeEdge } from '../../../src-shared/genotype/types.ts';
import { NODES, type OperationName } from '../../../src-shared/space/spaces.ts';

/** Left to right, or top to bottom. */
export type Direction = 'LR' | 'TB';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedState extends Point {
  /** 0 and 1: the cells before; 2…: nodes; OUTPUT: the cell's output. */
  readonly state: number;
  /** `c` with the subscript `k−2`, or a node's number. */
  readonly label: string;
  readonly subscript: string;
  readonly width: number;
  readonly height: number;
  /** A node that no edge leads to: all zeros. */
  readonly bare: boolean;
}

export interface PlacedEdge {
  readonly from: number;
  readonly to: number;
  /** SVG path data. */
  readonly path: string;
  /** Arrow head at the end, SVG path data. */
  readonly head: string;
}

export interface PlacedOperation extends PlacedEdge {
  /** Place in the genotype's list of edges. */
  readonly index: number;
  readonly operation: OperationName;
  /** Middle of the operation's name. */
  readonly label: Point;
  readonly labelWidth: number;
}

export interface CellLayout {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly operations: readonly PlacedOperation[];
  /** From the nodes that are concatenated to the output. */
  readonly concat: readonly PlacedEdge[];
}

const FIRST_NODE = 2;
export const OUTPUT = FIRST_NODE + NODES;
/** px. */
const BOX = { width: 44, height: 30 } as const;
export const LABEL_HEIGHT = 20;
const MARGIN = 8;
/** px a character of the 11 px monospaced label takes, and what stands around the text. */
const CHARACTER = 6.7;
const LABEL_PADDING = 26;
const HEAD = 7;

/** State numbers as papers write them: c_{k−2}, c_{k−1}, then the nodes from 0, then c_k. */
export function stateLabel(state: number): { label: string; subscript: string } {
  if (state < FIRST_NODE) return { label: 'c', subscript: `k−${FIRST_NODE - state}` };
  return state === OUTPUT
    ? { label: 'c', subscript: 'k' }
    : { label: String(state - FIRST_NODE), subscript: '' };
}

/** The state an edge of a genotype's cell leads to. */
export function targetOf(index: number): number {
  return FIRST_NODE + Math.floor(index / EDGES_PER_NODE);
}

/** What stands in the box of a node that no edge leads to. */
export const BARE = 'no edge';

/** The nodes of a cell whose edges were all dropped, as states. */
export function bareStates(edges: readonly GenotypeEdge[]): ReadonlySet<number> {
  const states = new Set(edges.map((_, index) => targetOf(index)));
  for (const [index, edge] of edges.entries()) if (isKept(edge)) states.delete(targetOf(index));
  return states;
}

type CellGraph = Graph<GraphLabel, NodeLabel, EdgeLabel>;

function graphOf(edges: readonly GenotypeEdge[], concat: readonly number[], direction: Direction): CellGraph {
  const graph: CellGraph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: direction === 'LR' ? 26 : 22,
    edgesep: direction === 'LR' ? 20 : 12,
    ranksep: direction === 'LR' ? 44 : 40,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (let state = 0; state <= OUTPUT; state++) graph.setNode(String(state), { ...BOX });
  for (const [index, edge] of edges.entries())
    if (isKept(edge))
      graph.setEdge(
        String(edge.input),
        String(targetOf(index)),
        { width: labelWidth(edge.operation), height: LABEL_HEIGHT, labelpos: 'c', weight: 2 },
        String(index),
      );
  for (const state of concat) graph.setEdge(String(state), String(OUTPUT), { weight: 1 }, 'concat');
  return graph;
}

function labelWidth(operation: OperationName): number {
  return Math.ceil(operation.length * CHARACTER) + LABEL_PADDING;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A curve through the points whose tangents run along the ranks. */
export function curveThrough(points: readonly Point[], direction: Direction): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${round(x)} ${round(y)}`;
      const [middleX, middleY] = [round((before.x + x) / 2), round((before.y + y) / 2)];
      const bends =
        direction === 'LR'
          ? `${middleX} ${round(before.y)} ${middleX} ${round(y)}`
          : `${round(before.x)} ${middleY} ${round(x)} ${middleY}`;
      return `C${bends} ${round(x)} ${round(y)}`;
    })
    .join('');
}

function headAt({ x, y }: Point, direction: Direction): string {
  const half = HEAD / 2;
  return direction === 'LR'
    ? `M${round(x)} ${round(y)}l${-HEAD} ${-half}v${HEAD}Z`
    : `M${round(x)} ${round(y)}l${-half} ${-HEAD}h${HEAD}Z`;
}

interface Routed {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  /** dagre's points without those on the borders of the boxes. */
  readonly inner: readonly Point[];
}

/** Where the edges into a box end: side by side on its border, in the order in which they come. */
function portOffsets(routed: readonly Routed[], direction: Direction): Map<Routed, number> {
  const across = ({ inner }: Routed): number => {
    const last = inner.at(-1)!;
    return direction === 'LR' ? last.y : last.x;
  };
  const offsets = new Map<Routed, number>();
  for (let state = FIRST_NODE; state <= OUTPUT; state++) {
    const into = routed.filter(({ to }) => to === state).sort((left, right) => across(left) - across(right));
    const room = (direction === 'LR' ? BOX.height : BOX.width) - 12;
    for (const [place, edge] of into.entries())
      offsets.set(edge, into.length === 1 ? 0 : room * (place / (into.length - 1) - 0.5));
  }
  return offsets;
}

function routes(graph: CellGraph): Routed[] {
  return graph.edges().map(({ v, w, name = '' }) => {
    const points = graph.edge(v, w, name).points ?? [];
    return { from: Number(v), to: Number(w), name, inner: points.slice(1, -1).map(({ x, y }) => ({ x, y })) };
  });
}

function placeEdge(
  route: Routed,
  states: readonly PlacedState[],
  offset: number,
  direction: Direction,
): PlacedEdge {
  const [source, target] = [states[route.from]!, states[route.to]!];
  const [start, end]: [Point, Point] =
    direction === 'LR'
      ? [
          { x: source.x + source.width / 2, y: source.y },
          { x: target.x - target.width / 2, y: target.y + offset },
        ]
      : [
          { x: source.x, y: source.y + source.height / 2 },
          { x: target.x + offset, y: target.y - target.height / 2 },
        ];
  const short = direction === 'LR' ? { x: end.x - HEAD, y: end.y } : { x: end.x, y: end.y - HEAD };
  return {
    from: route.from,
    to: route.to,
    path: curveThrough([start, ...route.inner, short], direction),
    head: headAt(end, direction),
  };
}

/**
 * dagre's frame holds boxes and names, but an edge may run around them: moves everything so that the
 * points of all edges are inside, and gives the size.
 */
function fitFrame(graph: CellGraph): { width: number; height: number } {
  const { width = 0, height = 0 } = graph.graph();
  const bends = graph.edges().flatMap((edge) => graph.edge(edge).points ?? []);
  const left = Math.min(0, ...bends.map(({ x }) => x - MARGIN));
  const top = Math.min(0, ...bends.map(({ y }) => y - MARGIN));
  const labels = graph.edges().map((edge) => graph.edge(edge));
  for (const point of [...graph.nodes().map((node) => graph.node(node)), ...labels, ...bends]) {
    if (point.x !== undefined) point.x -= left;
    if (point.y !== undefined) point.y -= top;
  }
  return {
    width: Math.ceil(Math.max(width - left, ...bends.map(({ x }) => x + MARGIN))),
    height: Math.ceil(Math.max(height - top, ...bends.map(({ y }) => y + MARGIN))),
  };
}

/** Lays out one cell of a genotype; edges that were dropped have no place. */
export function layoutCell(
  edges: readonly GenotypeEdge[],
  concat: readonly number[],
  direction: Direction,
): CellLayout {
  const graph = graphOf(edges, concat, direction);
  // c_{k−2} stands before c_{k−1} in every drawing, so that two cells can be compared.
  layout(graph, { constraints: [{ left: '0', right: '1' }] });
  const frame = fitFrame(graph);
  const bare = bareStates(edges);
  const states = Array.from({ length: OUTPUT + 1 }, (_, state): PlacedState => {
    const { x = 0, y = 0 } = graph.node(String(state));
    return { state, ...stateLabel(state), x: round(x), y: round(y), ...BOX, bare: bare.has(state) };
  });
  const routed = routes(graph);
  const offsets = portOffsets(routed, direction);
  const placed = routed.map((route) => ({
    route,
    edge: placeEdge(route, states, offsets.get(route) ?? 0, direction),
  }));
  const operations = placed.flatMap(({ route, edge }): PlacedOperation[] => {
    const index = route.name === 'concat' ? -1 : Number(route.name);
    const operation = edges[index]?.operation;
    if (operation === undefined) return [];
    const { x, y } = graph.edge(String(route.from), String(route.to), route.name);
    return [
      {
        ...edge,
        index,
        operation,
        label: { x: round(x ?? 0), y: round(y ?? 0) },
        labelWidth: labelWidth(operation),
      },
    ];
  });
  return {
    ...frame,
    states,
    operations: operations.sort((left, right) => left.index - right.index),
    concat: placed.filter(({ route }) => route.name === 'concat').map(({ edge }) => edge),
  };
}
