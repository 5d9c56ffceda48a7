/** A cell of a genotype: two inputs, four nodes, each the sum of the operations it keeps: two, unless some were dropped. */
import { type Genotype, concatOf, EDGES_PER_NODE, isKept } from '../../../src-shared/genotype/types.ts';
import { type CellType, NODES } from '../../../src-shared/space/spaces.ts';
import { type CellSpec, nodeSum, preprocessing } from '../supernet/cell.ts';
import { OPERATION_FACTORIES } from '../supernet/operations.ts';
import type { ParameterList } from '../supernet/parameters.ts';
import type { Pass } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { filled } from '../tensorflow/ops/basic.ts';
import { concat } from '../tensorflow/ops/shape.ts';
import type { DropPath } from './dropPath.ts';

export interface DiscreteCell {
  /** Channels of the output. */
  readonly outputs: number;
  readonly apply: (pass: Pass, s0: Value, s1: Value, dropPath?: DropPath) => Value;
}

/** `branches`: cell and kept edge of each branch that drop path may drop; this cell's are added. */
export function discreteCell(
  list: ParameterList,
  genotype: Genotype,
  spec: CellSpec,
  branches: [cell: number, edge: number][],
): DiscreteCell {
  const { index, type, channels } = spec;
  const preprocess = preprocessing(list, spec, true);
  const kept = genotype[type].flatMap((edge, k) => {
    if (!isKept(edge)) return [];
    const { operation, input } = edge;
    const stride = type === 'reduce' && input < 2 ? 2 : 1;
    const place = { tensor: type, cell: index, row: k, column: 0 };
    const name = `cells.${index}._ops.${k}`;
    const apply = OPERATION_FACTORIES[operation](list, { name, channels, stride, affine: true, place });
    // An identity is never dropped; a skip of stride 2 has parameters and is.
    const identity = operation === 'skip_connect' && stride === 1;
    const branch = identity ? undefined : branches.push([index, k]) - 1;
    return [{ node: Math.floor(k / EDGES_PER_NODE), apply, input, branch }];
  });
  const nodes = concatOf(genotype, type);
  return {
    outputs: nodes.length * channels,
    apply: (pass, s0, s1, dropPath) => {
      const states = preprocess(pass, s0, s1);
      for (let node = 0; node < NODES; node++) {
        const edges = kept.filter((edge) => edge.node === node);
        const contributions = edges.flatMap(({ apply, input, branch }) => {
          const contribution = apply(pass, states[input]!);
          if (!contribution) return [];
          return branch === undefined || !dropPath ? [contribution] : [dropPath(contribution, branch)];
        });
        // What stays in phases comes from a node, and all nodes have the size of the last state.
        states.push(
          contributions.length === 0
            ? zeros(states[0]!, type)
            : nodeSum(pass, contributions, states.slice(-1)),
        );
      }
      return concat(
        nodes.map((state) => states[state]!),
        3,
      );
    },
  };
}

/** A node without edges: zeros of the size of the others, given an input of the cell. */
function zeros(input: Value, type: CellType): Value {
  const [batch = 0, height = 0, width = 0, channels = 0] = input.shape;
  const stride = type === 'reduce' ? 2 : 1;
  return filled(input.node.graph, 0, [batch, height / stride, width / stride, channels]);
}
