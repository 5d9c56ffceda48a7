/** The two networks of GDAS's own repository: NASNetworkGDAS and TinyNetworkGDAS (xautodl/models/cell_searchs). */
import { CELL_EDGES, NODES } from '../../../../src-shared/space/spaces.ts';
import { ParameterList } from '../../supernet/parameters.ts';
import type { TrainPass } from '../../supernet/trainPass.ts';
import type { Value } from '../../tensorflow/graph.ts';
import { add, addN, filled } from '../../tensorflow/ops/basic.ts';
import { avgPool, conv2d, matMul, pointwise } from '../../tensorflow/ops/network.ts';
import { concat, mean } from '../../tensorflow/ops/shape.ts';
import { convolution, drawnEdge, factorizedReduce, type Layer, type LayerSpec } from './operations.ts';

export interface GdasNetwork {
  readonly parameters: ParameterList;
  readonly logits: (pass: TrainPass, x: Value) => Value;
}

export interface GdasSpec {
  readonly operations: readonly string[];
  readonly channels: number;
  /** Searched cells between the reductions. */
  readonly cells: number;
  readonly classes: number;
}

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
    const type = reduction ? 'reduce' : 'normal';
    return drawnEdge(
      list,
      operations,
      { name, inputs: outputs, outputs, stride },
      { type, cell: index, edge },
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

const TINY_NODES = 4;

/** Cells of four nodes without a stride, the last node their output; a residual block of stride 2 before each later stage. */
export function tinyNetwork({ operations, channels, cells, classes }: GdasSpec): GdasNetwork {
  const list = new ParameterList();
  const stem = stemOf(list, channels);
  const layers: Layer[] = [];
  for (let stage = 0; stage < 3; stage++) {
    const outputs = channels * 2 ** stage;
    if (stage > 0) layers.push(residual(list, `cells.${layers.length}`, outputs / 2, outputs));
    for (let cell = 0; cell < cells; cell++) layers.push(tinyCell(list, operations, layers.length, outputs));
  }
  const head = headOf(list, 4 * channels, classes);
  return {
    parameters: list,
    logits: (pass, x) => {
      let state = stem(pass, x);
      for (const layer of layers) state = layer(pass, state);
      return head(pass, state);
    },
  };
}

/** The weights of the other operations are added to the drawn one's, everywhere: 0, but they carry gradient. */
function tinyCell(list: ParameterList, operations: readonly string[], cell: number, channels: number): Layer {
  let count = 0;
  const nodes = Array.from({ length: TINY_NODES - 1 }, (_, i) =>
    Array.from({ length: i + 1 }, (_unused, input) => {
      const at = { type: 'normal', cell, edge: count++ } as const;
      const name = `cells.${cell}.edges.${i + 1}<-${input}`;
      const drawn = drawnEdge(list, operations, { name, inputs: channels, outputs: channels, stride: 1 }, at);
      const others = { ...at, k: operations.length };
      return { drawn, others };
    }),
  );
  return (pass, x) => {
    const states = [x];
    for (const incoming of nodes)
      states.push(
        addN(
          incoming.flatMap(({ drawn, others }, input) => [
            drawn(pass, states[input]!),
            pass.mixed(filled(pass.graph, 1, x.shape), others).value,
          ]),
        ),
      );
    return states.at(-1)!;
  };
}

/** Two 3×3 convolutions, and beside them a mean of 2×2 pixels and a 1×1 convolution. */
function residual(list: ParameterList, name: string, inputs: number, outputs: number): Layer {
  const first = convolution(list, { name: `${name}.conv_a`, inputs, outputs, stride: 2 }, 3, true);
  const second = convolution(list, { name: `${name}.conv_b`, inputs: outputs, outputs, stride: 1 }, 3, true);
  const shortcut = list.conv(`${name}.downsample.1.weight`, 1, inputs, outputs);
  return (pass, x) =>
    add(pointwise(avgPool(x, 2, 2, 'VALID'), pass.weight(shortcut)), second(pass, first(pass, x)));
}

function stemOf(list: ParameterList, channels: number): Layer {
  const kernel = list.conv('stem.0.weight', 3, 3, channels);
  const batchNorm = list.batchNorm('stem.1', channels, true);
  return (pass, x) => pass.normalise(batchNorm, conv2d(x, pass.weight(kernel)));
}

/** Batch norm, ReLU, mean over the pixels, linear. */
function headOf(list: ParameterList, channels: number, classes: number): Layer {
  const batchNorm = list.batchNorm('lastact.0', channels, true);
  const weight = list.linear('classifier.weight', channels, classes);
  const bias = list.bias('classifier.bias', classes, channels);
  return (pass, x) =>
    add(matMul(mean(pass.normalise(batchNorm, x, true), [1, 2]), pass.weight(weight)), pass.weight(bias));
}
