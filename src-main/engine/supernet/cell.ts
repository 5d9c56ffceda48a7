/**
 * A searched cell: two inputs, four nodes, every operation on each of the 14 edges. A node is the sum over
 * its edges of Σ_o A_o · o(x); the cell's output is the four nodes side by side.
 */
import { CELL_EDGES, type CellType, NODES, type Space } from '../../../src-shared/space/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import { addN } from '../tensorflow/ops/basic.ts';
import { concat, fromPhases } from '../tensorflow/ops/shape.ts';
import { factorizedReduce, OPERATION_FACTORIES, reluConvBatchNorm } from './operations.ts';
import type { ParameterList } from './parameters.ts';
import type { Contribution, Pass } from './pass.ts';

export interface CellSpec {
  readonly index: number;
  readonly type: CellType;
  /** Channels of the input before last, of the last input, of each node. */
  readonly previousPrevious: number;
  readonly previous: number;
  readonly channels: number;
  readonly afterReduction: boolean;
}

export type Cell = (pass: Pass, s0: Value, s1: Value) => Value;

export function searchCell(list: ParameterList, space: Space, spec: CellSpec): Cell {
  const preprocess = preprocessing(list, spec, false);
  const reducing = spec.type === 'reduce';
  const edges = CELL_EDGES.map(({ input }, edge) =>
    space.operations[spec.type][edge]!.map((operation, k) =>
      OPERATION_FACTORIES[operation](list, {
        name: `cells.${spec.index}._ops.${edge}._ops.${k}`,
        channels: spec.channels,
        stride: reducing && input < 2 ? 2 : 1,
        affine: false,
        place: { type: spec.type, cell: spec.index, edge, k },
      }),
    ),
  );
  return (pass, s0, s1) => {
    const states = preprocess(pass, s0, s1);
    for (let node = 0; node < NODES; node++) {
      const contributions = CELL_EDGES.flatMap((edge, e) => {
        if (edge.node !== node) return [];
        return edges[e]!.map((operation) => operation(pass, states[edge.input]!));
      });
      states.push(
        nodeSum(
          pass,
          contributions.filter((each) => each !== undefined),
          states,
        ),
      );
    }
    return concat(states.slice(2), 3);
  };
}

/** Both inputs brought to the cell's channels and to the size of the last one, as states 0 and 1. */
export function preprocessing(
  list: ParameterList,
  { index, previousPrevious, previous, channels, afterReduction }: CellSpec,
  affine: boolean,
): (pass: Pass, s0: Value, s1: Value) => Value[] {
  const first = afterReduction ? factorizedReduce : reluConvBatchNorm;
  const preprocess0 = first(list, `cells.${index}.preprocess0`, previousPrevious, channels, affine);
  const preprocess1 = reluConvBatchNorm(list, `cells.${index}.preprocess1`, previous, channels, affine);
  return (pass, s0, s1) => [plain(pass, preprocess0(pass, s0)), plain(pass, preprocess1(pass, s1))];
}

function plain(pass: Pass, contribution: Contribution | undefined): Value {
  if (!contribution) throw new Error('an operation without a value');
  return pass.addBiases(contribution.value, contribution.bias ? [contribution.bias] : []);
}

/** Sums what the edges bring; those in phases are summed first and brought back together. */
export function nodeSum(pass: Pass, contributions: readonly Contribution[], states: readonly Value[]): Value {
  const inPlace = contributions.filter((each) => !each.phases).map((each) => each.value);
  const inPhases = contributions.filter((each) => each.phases).map((each) => each.value);
  const biases = contributions.flatMap((each) => each.bias ?? []);
  const reference = inPlace[0] ?? states[0]!;
  const [, height = 0, width = 0] = reference.shape;
  if (inPhases.length > 0) inPlace.push(fromPhases(addN(inPhases), height, width));
  return pass.addBiases(addN(inPlace), biases);
}
