/** NASNetworkGDAS: GDAS on cells of two inputs and four nodes. */
import { CELL_EDGES, NODES } from '../../../../src-shared/space/spaces.ts';
import { ParameterList } from '../../supernet/parameters.ts';
import type { TrainPass } from '../../supernet/trainPass.ts';
import type { Value } from '../../tensorflow/graph.ts';
import { addN } from '../../tensorflow/ops/basic.ts';
import { concat } from '../../tensorflow/ops/shape.ts';
import { type GdasNetwork, type GdasSpec, headOf, stemOf } from './network.ts';
import { convolution, drawnEdge, factorizedReduce, type LayerSpec } from './operations.ts';

type NasnetCell = (pass: TrainPass, s0: Value, s1: Value) => Value;

/** Cells of two inputs and four nodes; each stage begins with a reduction cell, the first one does not. */
export function nasnetNetwork({ operations, channels, cells, classes }: GdasSpec): GdasNetwork {
  const list = new ParameterList();
  const stem = stemOf(list, 3 * channels);
  let [previousPrevious, previous, afterReduction] = [3 * channels, 3 * channels, false];
  const made = Array.from({ length: 3 * cells }, (_, index) => {
    const reduction = index > 0 && index % cells === 0;
    const outputs = channels * 2 ** Math.floor(index / cells);
    const cell = nasnetCell(list, operations, {
      index,
      outputs,
      inputs: [previousPrevious, previous],
      reduction,
      afterReduction,
    });
    [previousPrevious, previous, afterReduction] = [previous, NODES * outputs, reduction];
    return cell;
  });
  const head = headOf(list, previous, classes);
  return {
    parameters: list,
    logits: (pass, x) => {
      let s0 = stem(pass, x);
      let s1 = s0;
      for (const cell of made) [s0, s1] = [s1, cell(pass, s0, s1)];
      return head(pass, s1);
    },
  };
}

interface NasnetCellSpec {
  readonly index: number;
  readonly inputs: readonly [number, number];
  readonly outputs: number;
  readonly reduction: boolean;
  readonly afterReduction: boolean;
}

function nasnetCell(
  list: ParameterList,
  operations: readonly string[],
  { index, inputs, outputs, reduction, afterReduction }: NasnetCellSpec,
): NasnetCell {
  const before = (input: 0 | 1): LayerSpec => ({
    name: `cells.${index}.preprocess${input}`,
    inputs: inputs[input],
    outputs,
    stride: 1,
  });
  const preprocess0 = afterReduction ? factorizedReduce(list, before(0)) : convolution(list, before(0), 1);
  const preprocess1 = convolution(list, before(1), 1);
  const edges = CELL_EDGES.map(({ node, input }, edge) => {
    const name = `cells.${index}.edges.${node}<-${input}._ops`;
    const stride = reduction && input < 2 ? 2 : 1;
    return drawnEdge(
      list,
      operations,
      { name, inputs: outputs, outputs, stride },
      { tensor: reduction ? 'reduce' : 'normal', cell: index, row: edge },
    );
  });
  return (pass, s0, s1) => {
    const states = [preprocess0(pass, s0), preprocess1(pass, s1)];
    for (let node = 0; node < NODES; node++)
      states.push(
        addN(
          CELL_EDGES.flatMap((edge, e) => (edge.node === node ? [edges[e]!(pass, states[edge.input]!)] : [])),
        ),
      );
    return concat(states.slice(2), 3);
  };
}
