/** TinyNetworkGDAS: GDAS on the cells of NAS-Bench-201. */
import { ParameterList } from '../../supernet/parameters.ts';
import { add, addN, filled } from '../../tensorflow/ops/basic.ts';
import { avgPool, pointwise } from '../../tensorflow/ops/network.ts';
import { type GdasNetwork, type GdasSpec, headOf, stemOf } from './network.ts';
import { convolution, drawnEdge, type Layer } from './operations.ts';

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
      const at = { tensor: 'cell', cell, row: count++ };
      const name = `cells.${cell}.edges.${i + 1}<-${input}`;
      const drawn = drawnEdge(list, operations, { name, inputs: channels, outputs: channels, stride: 1 }, at);
      const others = { ...at, column: operations.length };
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
