/**
 * The search spaces S1–S5 of cell-based NAS: which operations each of the 14 edges may take.
 * S1–S4 are R-DARTS's (arXiv 1909.09656), S5 is DARTS's own eight operations (arXiv 1806.09055).
 */

export const OPERATIONS = [
  'none',
  'max_pool_3x3',
  'avg_pool_3x3',
  'skip_connect',
  'sep_conv_3x3',
  'sep_conv_5x5',
  'dil_conv_3x3',
  'dil_conv_5x5',
  'noise',
  'sep_conv_7x7',
  'conv_7x1_1x7',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

export const CELL_TYPES = ['normal', 'reduce'] as const;
export type CellType = (typeof CELL_TYPES)[number];

export const SPACE_NAMES = ['s1', 's2', 's3', 's4', 's5'] as const;
export type SpaceName = (typeof SPACE_NAMES)[number];

/** Intermediate nodes of a cell; node i (0-based) has the two cell inputs and the i nodes before it as inputs. */
export const NODES = 4;
/** Edges of a cell: 2 + 3 + 4 + 5, ordered by node, then by input state. */
export const EDGES = 14;

/** An edge of a cell: from `input` state (0 and 1 are the cell inputs, 2… the nodes) to node `node`. */
export interface Edge {
  readonly node: number;
  readonly input: number;
}

export const CELL_EDGES: readonly Edge[] = Array.from({ length: NODES }, (_, node) =>
  Array.from({ length: node + 2 }, (_, input) => ({ node, input })),
).flat();

/** Edges that lead to each node: 2, 3, 4, 5. */
export const NODE_INPUTS: readonly number[] = Array.from({ length: NODES }, (_, node) => node + 2);

export interface Space {
  readonly kind: 'cell';
  readonly name: SpaceName;
  readonly description: string;
  /** Training images are cut unless a configuration says otherwise, as the authors do. */
  readonly cutout: boolean;
  /** Operations per edge, `[14][K]`; K is the same on every edge. */
  readonly operations: Readonly<Record<CellType, readonly (readonly OperationName[])[]>>;
}

const SHORT: Readonly<Record<string, OperationName>> = {
  none: 'none',
  mp: 'max_pool_3x3',
  ap: 'avg_pool_3x3',
  skip: 'skip_connect',
  s3: 'sep_conv_3x3',
  s5: 'sep_conv_5x5',
  d3: 'dil_conv_3x3',
  d5: 'dil_conv_5x5',
  noise: 'noise',
};

function edge(text: string): readonly OperationName[] {
  return text.split('/').map((short) => SHORT[short]!);
}

function perEdge(text: string): readonly (readonly OperationName[])[] {
  return text.split(' ').map(edge);
}

function uniform(name: SpaceName, description: string, text: string, cutout = true): Space {
  const operations = Array.from({ length: EDGES }, () => edge(text));
  return { kind: 'cell', name, description, cutout, operations: { normal: operations, reduce: operations } };
}

export const SPACES: Readonly<Record<SpaceName, Space>> = {
  s1: {
    kind: 'cell',
    name: 's1',
    description: 'two operations per edge, chosen per edge (R-DARTS S1)',
    cutout: true,
    operations: {
      normal: perEdge(
        'skip/d3 skip/d5 skip/d5 skip/s3 skip/d3 mp/skip skip/s3 skip/s3 skip/d3 skip/s3 mp/skip skip/d3 d3/d5 d3/d5',
      ),
      reduce: perEdge(
        'mp/ap mp/d3 mp/ap mp/ap skip/d5 mp/ap mp/s3 skip/d3 skip/d5 mp/ap mp/ap skip/d5 skip/d5 skip/d5',
      ),
    },
  },
  s2: uniform('s2', 'skip and 3×3 separable convolution (R-DARTS S2)', 'skip/s3'),
  s3: uniform('s3', 'none, skip and 3×3 separable convolution (R-DARTS S3)', 'none/skip/s3'),
  s4: uniform('s4', 'noise and 3×3 separable convolution (R-DARTS S4)', 'noise/s3'),
  s5: uniform('s5', 'the eight operations of DARTS', 'none/mp/ap/skip/s3/s5/d3/d5', false),
};

/** Operations per edge K of a space. */
export function operationsPerEdge(space: Space): number {
  return space.operations.normal[0]!.length;
}
