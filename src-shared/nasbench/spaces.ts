/**
 * The three search spaces of NAS-Bench-1Shot1 (arXiv 2001.10422), as automl/nasbench-1shot1@cb0f0ec has them:
 * cells of NAS-Bench-101 whose nodes carry one operation each and have a fixed number of parents.
 * Vertices of a cell: 0 is its input, 1 … n are the nodes, n + 1 is its output.
 */

/** In the order of the columns of `mixed_op`. */
export const NASBENCH_OPERATIONS = ['maxpool3x3', 'conv3x3-bn-relu', 'conv1x1-bn-relu'] as const;
export type NasbenchOperation = (typeof NASBENCH_OPERATIONS)[number];

export const NASBENCH_SPACE_NAMES = ['nb1shot1-1', 'nb1shot1-2', 'nb1shot1-3'] as const;
export type NasbenchSpaceName = (typeof NASBENCH_SPACE_NAMES)[number];

export interface NasbenchSpace {
  readonly kind: 'nasbench';
  readonly name: NasbenchSpaceName;
  readonly description: string;
  readonly cutout: boolean;
  /** Parents of each vertex, the output last; the vertex `v` has v vertices to choose them from. */
  readonly parents: readonly number[];
}

/** The numbers of parents sum up to 9 in every space: the most edges that a cell of NAS-Bench-101 has. */
export const NASBENCH_SPACES: Readonly<Record<NasbenchSpaceName, NasbenchSpace>> = {
  'nb1shot1-1': {
    kind: 'nasbench',
    name: 'nb1shot1-1',
    description: 'four nodes, an output with two parents (NAS-Bench-1Shot1, space 1)',
    cutout: false,
    parents: [0, 1, 2, 2, 2, 2],
  },
  'nb1shot1-2': {
    kind: 'nasbench',
    name: 'nb1shot1-2',
    description: 'four nodes, an output with three parents (NAS-Bench-1Shot1, space 2)',
    cutout: false,
    parents: [0, 1, 1, 2, 2, 3],
  },
  'nb1shot1-3': {
    kind: 'nasbench',
    name: 'nb1shot1-3',
    description: 'five nodes, an output with two parents (NAS-Bench-1Shot1, space 3)',
    cutout: false,
    parents: [0, 1, 1, 1, 2, 2, 2],
  },
};

/** Nodes between input and output of a cell. */
export function nasbenchNodes({ parents }: NasbenchSpace): number {
  return parents.length - 2;
}

/** Whether the parents of a vertex are searched; where all vertices before it are parents, they are not. */
export function hasParentChoice({ parents }: NasbenchSpace, vertex: number): boolean {
  return parents[vertex]! < vertex;
}

/** One alpha tensor: its name in the authors' code and its shape. */
export interface AlphaTensor {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
}

/** The tensor of the operations of all nodes. */
export const OPERATION_TENSOR = 'mixed_op';

/** The tensor of a vertex's parents: `inputs.k` of node k, `output` of the output. */
export function parentTensor(space: NasbenchSpace, vertex: number): string {
  return vertex === space.parents.length - 1 ? 'output' : `inputs.${vertex}`;
}

/** All alphas of a space, in the authors' order: `mixed_op` [n, 3], `output` [1, n + 1], `inputs.k` [1, k]. */
export function alphaTensors(space: NasbenchSpace): AlphaTensor[] {
  const nodes = nasbenchNodes(space);
  const ofParents = (vertex: number): AlphaTensor => ({
    name: parentTensor(space, vertex),
    shape: [1, vertex],
  });
  const chosen = Array.from({ length: nodes }, (_, i) => i + 1).filter((node) =>
    hasParentChoice(space, node),
  );
  return [
    { name: OPERATION_TENSOR, shape: [nodes, NASBENCH_OPERATIONS.length] },
    ofParents(nodes + 1),
    ...chosen.map(ofParents),
  ];
}
