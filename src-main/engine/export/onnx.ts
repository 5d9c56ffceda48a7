/** Writes a network as an ONNX model: images [N, C, H, W] → logits, for inference. */
import { BATCH_NORM_EPSILON } from '../tensorflow/ops/network.ts';
import type { ExportedNetwork, ExportedTensor, ExportedWeights } from './exportedNetwork.ts';
import { type Convolution, INPUT, type Layers, type Normalisation, OUTPUT, type Stride } from './layers.ts';
import { networkLayers } from './networkLayers.ts';
import {
  encodeModel,
  floatTensor,
  int64Tensor,
  nodeProto,
  type OnnxAttributes,
  valueInfo,
} from './onnxProto.ts';

const POOL = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };

/** A value is its name; a layer gives a value of its own name. */
class OnnxLayers implements Layers<string> {
  readonly nodes: object[] = [];
  readonly initializers: object[] = [];
  readonly #known = new Set<string>();

  convolution(
    name: string,
    x: string,
    { weight, stride, padding, dilation, depthwise }: Convolution,
  ): string {
    const [outputs = 0, , ...kernel] = weight.shape;
    return this.#node('Conv', name, [x, this.#tensor(`${name}.weight`, weight)], {
      kernel_shape: kernel,
      strides: stride,
      pads: [...padding, ...padding],
      dilations: [dilation, dilation],
      group: depthwise ? outputs : 1,
    });
  }

  batchNorm(name: string, x: string, { weight, bias, running_mean, running_var }: Normalisation): string {
    const tensors = Object.entries({ weight, bias, running_mean, running_var }).map(([part, tensor]) =>
      this.#tensor(`${name}.${part}`, tensor),
    );
    return this.#node('BatchNormalization', name, [x, ...tensors], {
      epsilon: { float: BATCH_NORM_EPSILON },
    });
  }

  /** Several edges begin with the ReLU of one state: it is written once. */
  relu(x: string): string {
    const name = `${x}.relu`;
    if (this.#known.has(name)) return name;
    this.#known.add(name);
    return this.#node('Relu', name, [x]);
  }

  maxPool(name: string, x: string, stride: Stride): string {
    return this.#node('MaxPool', name, [x], { ...POOL, strides: [stride, stride] });
  }

  averagePool(name: string, x: string, stride: Stride): string {
    return this.#node('AveragePool', name, [x], { ...POOL, strides: [stride, stride], count_include_pad: 0 });
  }

  zeros(name: string, x: string, stride: Stride): string {
    const strided = this.#node('MaxPool', `${name}.strided`, [x], {
      kernel_shape: [1, 1],
      strides: [stride, stride],
    });
    return this.#node('Sub', name, [strided, strided]);
  }

  shifted(name: string, x: string): string {
    const [starts, ends, axes] = ['starts', 'ends', 'axes'].map((part) => `shifted.${part}`);
    if (!this.#known.has(starts!)) {
      this.#known.add(starts!);
      const end = 2 ** 31 - 1; // beyond any side: to the end
      this.initializers.push(
        int64Tensor(starts!, [1, 1]),
        int64Tensor(ends!, [end, end]),
        int64Tensor(axes!, [2, 3]),
      );
    }
    return this.#node('Slice', name, [x, starts!, ends!, axes!]);
  }

  add(name: string, a: string, b: string): string {
    return this.#node('Add', name, [a, b]);
  }

  concat(name: string, values: readonly string[]): string {
    return this.#node('Concat', name, values, { axis: 1 });
  }

  classifier(name: string, x: string, weight: ExportedTensor, bias: ExportedTensor): string {
    const pooled = this.#node('GlobalAveragePool', 'global_pooling', [x]);
    const flat = this.#node('Flatten', 'features', [pooled], { axis: 1 });
    const tensors = [this.#tensor(`${name}.weight`, weight), this.#tensor(`${name}.bias`, bias)];
    return this.#node('Gemm', OUTPUT, [flat, ...tensors], { transB: 1 });
  }

  #node(operator: string, name: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    this.nodes.push(nodeProto(operator, name, inputs, attributes));
    return name;
  }

  #tensor(name: string, { shape, data }: ExportedTensor): string {
    this.initializers.push(floatTensor(name, shape, data));
    return name;
  }
}

/** The bytes of the model; `version` is Plateau's. */
export function onnxModel(network: ExportedNetwork, weights: ExportedWeights, version: string): Uint8Array {
  const layers = new OnnxLayers();
  networkLayers(network, weights, layers, INPUT);
  const { name, about, height, width, inputChannels, classes, mean, std, classNames } = network;
  const graph = {
    name,
    doc_string: about,
    node: layers.nodes,
    initializer: layers.initializers,
    input: [valueInfo(INPUT, ['N', inputChannels, height, width], 'normalised: (pixel / 255 - mean) / std')],
    output: [valueInfo(OUTPUT, ['N', classes], 'one per class')],
  };
  const metadata = { mean, std, classes: classNames };
  const texts = Object.entries(metadata).map(([key, value]) => [key, JSON.stringify(value)]);
  return encodeModel(graph, version, Object.fromEntries(texts) as Record<string, string>);
}
