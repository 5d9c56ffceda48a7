/**
 * Writes a network as a TensorFlow SavedModel for inference: `serving_default` takes images [N, H, W, C] and
 * gives logits [N, classes] for any N. Weights are constants under PyTorch's names.
 */
import { fromTorch, type ParameterKind } from '../supernet/parameters.ts';
import { type Attributes, Graph, type Node, output, type Shape, type Value } from '../tensorflow/graph.ts';
import { encodeSavedModel } from '../tensorflow/graphDef.ts';
import { add, placeholder, relu, sub } from '../tensorflow/ops/basic.ts';
import { avgPool, BATCH_NORM_EPSILON, biasAdd, matMul } from '../tensorflow/ops/network.ts';
import { concat, everySecondPixel, fromPhases, mean, slice, toPhases } from '../tensorflow/ops/shape.ts';
import type { ExportedNetwork, ExportedTensor, ExportedWeights } from './exportedNetwork.ts';
import {
  type Convolution,
  INPUT,
  type Layers,
  type Normalisation,
  OUTPUT,
  type Sides,
  type Stride,
} from './layers.ts';
import { networkLayers } from './networkLayers.ts';

/** A side that is free: the number of images. */
const ANY = -1;

/** Strides and padding of a window, as PyTorch has them: the same on both ends. */
function windowed([height, width]: Sides, [above, beside]: Sides): Attributes {
  return {
    T: { type: 'real' },
    strides: { ints: [1, height, width, 1] },
    padding: { string: 'EXPLICIT' },
    explicit_paddings: { ints: [0, 0, above, above, beside, beside, 0, 0] },
    data_format: { string: 'NHWC' },
  };
}

/** [N, H, W, C] after a window of this size has gone over it. */
function windowedShape(x: Value, kernel: Sides, stride: Sides, padding: Sides, channels: number): Shape {
  const side = (axis: 0 | 1): number =>
    Math.floor(((x.shape[axis + 1] ?? 0) + 2 * padding[axis] - kernel[axis]) / stride[axis]) + 1;
  return [ANY, side(0), side(1), channels];
}

/** What stands for images is a value [ANY, H, W, C] of the graph. */
class TensorFlowLayers implements Layers<Value> {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  convolution(name: string, x: Value, layer: Convolution): Value {
    const { weight, stride, padding, depthwise, dilation } = layer;
    const [outputs = 0, inputs = 0, height = 1, width = 1] = weight.shape;
    const shape = depthwise ? [height, width, outputs, 1] : [height, width, inputs, outputs];
    const kernel = this.#tensor(`${name}.weight`, weight, depthwise ? 'depthwise' : 'conv', shape);
    const op = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
    const convolved = (y: Value, steps: Sides, pads: Sides): Value => {
      const to = windowedShape(y, [height, width], steps, pads, outputs);
      return output(
        this.#graph.add(op, [y, kernel], windowed(steps, pads), [{ shape: to, dtype: 'real' }], { name }),
      );
    };
    if (dilation === 1) return convolved(x, stride, padding);
    // TensorFlow has no dilated kernel on the CPU: among every second pixel, it is a plain one.
    const half: Sides = [padding[0] / 2, padding[1] / 2];
    if (stride[0] === 2) return convolved(everySecondPixel(x, 0), [1, 1], half);
    const [, rows = 0, columns = 0] = x.shape;
    return fromPhases(convolved(toPhases(x), [1, 1], half), rows, columns);
  }

  batchNorm(name: string, x: Value, { weight, bias, running_mean, running_var }: Normalisation): Value {
    const attributes: Attributes = {
      T: { type: 'real' },
      U: { type: 'real' },
      epsilon: { float: BATCH_NORM_EPSILON },
      data_format: { string: 'NHWC' },
      is_training: { bool: false },
    };
    const tensors = Object.entries({ weight, bias, running_mean, running_var }).map(([part, tensor]) =>
      this.#tensor(`${name}.${part}`, tensor),
    );
    const perChannel = { shape: weight.shape, dtype: 'real' } as const;
    const outputs = [x, ...Array.from({ length: 5 }, () => perChannel)];
    return output(this.#graph.add('FusedBatchNormV3', [x, ...tensors], attributes, outputs, { name }));
  }

  relu(x: Value): Value {
    return relu(x);
  }

  maxPool(name: string, x: Value, stride: Stride): Value {
    const [steps, pads]: Sides[] = [
      [stride, stride],
      [1, 1],
    ];
    const attributes = { ...windowed(steps!, pads!), ksize: { ints: [1, 3, 3, 1] } };
    const shape = windowedShape(x, [3, 3], steps!, pads!, x.shape[3] ?? 0);
    return output(this.#graph.add('MaxPool', [x], attributes, [{ shape, dtype: 'real' }], { name }));
  }

  /** Only with padding SAME does the padding not count; every second of its windows are those of stride 2. */
  averagePool(_name: string, x: Value, stride: Stride): Value {
    return strided(avgPool(x, 3, 1, 'SAME'), stride);
  }

  zeros(_name: string, x: Value, stride: Stride): Value {
    const zeros = strided(x, stride);
    return sub(zeros, zeros);
  }

  shifted(_name: string, x: Value): Value {
    const [, height = 0, width = 0, channels = 0] = x.shape;
    return slice(x, [0, 1, 1, 0], [ANY, height - 1, width - 1, channels]);
  }

  add(_name: string, a: Value, b: Value): Value {
    return add(a, b);
  }

  concat(_name: string, values: readonly Value[]): Value {
    return concat(values, 3);
  }

  classifier(name: string, x: Value, weight: ExportedTensor, bias: ExportedTensor): Value {
    const product = matMul(mean(x, [1, 2]), this.#tensor(`${name}.weight`, weight), false, true);
    const logits = biasAdd(product, this.#tensor(`${name}.bias`, bias));
    return output(this.#graph.add('Identity', [logits], { T: { type: 'real' } }, [logits], { name: OUTPUT }));
  }

  /** A constant, in TensorFlow's layout where it is a kernel. */
  #tensor(name: string, { shape, data }: ExportedTensor, kind?: ParameterKind, ours: Shape = shape): Value {
    const numbers = kind ? fromTorch({ index: 0, name, kind, shape: ours, bound: 0 }, data) : data;
    const tensor = { dtype: 'real', shape: ours, data: Array.from(numbers) } as const;
    const attributes: Attributes = { dtype: { type: 'real' }, value: { tensor } };
    const outputs = [{ shape: ours, dtype: 'real' }] as const;
    return output(this.#graph.add('Const', [], attributes, outputs, { name, unique: true }));
  }
}

function strided(x: Value, stride: Stride): Value {
  return stride === 2 ? everySecondPixel(x, 0) : x;
}

/** The bytes of `saved_model.pb`. */
export function savedModel(network: ExportedNetwork, weights: ExportedWeights): Uint8Array {
  const graph = new Graph('float32');
  const { height, width, inputChannels } = network;
  const images = placeholder(graph, INPUT, [ANY, height, width, inputChannels], 'real');
  const logits = networkLayers(network, weights, new TensorFlowLayers(graph), images);
  const nodes: readonly Node[] = graph.nodes;
  const signature = { inputs: { [INPUT]: images }, outputs: { [OUTPUT]: logits } };
  return encodeSavedModel(graph, nodes, [], false, signature);
}
