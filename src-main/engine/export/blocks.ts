/** The blocks of a cell, made of layers. Names and order are those of DARTS's `operations.py`. */
import type { Shape } from '../tensorflow/graph.ts';
import type { ExportedTensor } from './exportedNetwork.ts';
import type { Convolution, Layers, Sides, Stride } from './layers.ts';

/** Gives the tensor of a name, which must have this shape. */
export type TensorSource = (name: string, shape: Shape) => ExportedTensor;

interface Window {
  readonly stride: Stride;
  readonly dilation: Stride;
}

/** Writes layers that have weights, by name; the weights come from a source that is told their shapes. */
export class Blocks<V> {
  readonly layers: Layers<V>;
  readonly #source: TensorSource;

  constructor(layers: Layers<V>, source: TensorSource) {
    this.layers = layers;
    this.#source = source;
  }

  convolution(
    name: string,
    x: V,
    inputs: number,
    outputs: number,
    kernel: Sides,
    options: Partial<Omit<Convolution, 'weight'>> = {},
  ): V {
    const { depthwise = false } = options;
    const weight = this.#source(`${name}.weight`, [outputs, depthwise ? 1 : inputs, ...kernel]);
    const plain = { stride: [1, 1], padding: [0, 0], dilation: 1 } as const;
    return this.layers.convolution(name, x, { ...plain, ...options, depthwise, weight });
  }

  batchNorm(name: string, x: V, channels: number): V {
    const tensor = (part: string): ExportedTensor => this.#source(`${name}.${part}`, [channels]);
    return this.layers.batchNorm(name, x, {
      weight: tensor('weight'),
      bias: tensor('bias'),
      running_mean: tensor('running_mean'),
      running_var: tensor('running_var'),
    });
  }

  classifier(name: string, x: V, inputs: number, outputs: number): V {
    const weight = this.#source(`${name}.weight`, [outputs, inputs]);
    return this.layers.classifier(name, x, weight, this.#source(`${name}.bias`, [outputs]));
  }

  /** ReLU, 1×1 convolution, batch norm. */
  reluConvBatchNorm(name: string, x: V, inputs: number, outputs: number): V {
    const y = this.convolution(`${name}.op.1`, this.layers.relu(x), inputs, outputs, [1, 1]);
    return this.batchNorm(`${name}.op.2`, y, outputs);
  }

  /** ReLU, 1×1 convolutions of stride 2 from pixel (0, 0) and from (1, 1) on, side by side, batch norm. */
  factorizedReduce(name: string, x: V, inputs: number, outputs: number): V {
    const { layers } = this;
    const half = Math.floor(outputs / 2);
    const stride: Sides = [2, 2];
    const active = layers.relu(x);
    const even = this.convolution(`${name}.conv_1`, active, inputs, half, [1, 1], { stride });
    const shifted = layers.shifted(`${name}.shifted`, active);
    const odd = this.convolution(`${name}.conv_2`, shifted, inputs, outputs - half, [1, 1], { stride });
    return this.batchNorm(`${name}.bn`, layers.concat(`${name}.concat`, [even, odd]), outputs);
  }

  /** Depthwise k×k, 1×1 convolution, batch norm: the layers `first` to `first + 2` of an operation. */
  #separable(name: string, first: number, x: V, channels: number, k: number, options: Window): V {
    const { stride, dilation } = options;
    const side = (dilation * (k - 1)) / 2;
    const each = { stride: [stride, stride], padding: [side, side], dilation, depthwise: true } as const;
    const wide = this.convolution(
      `${name}.op.${first}`,
      this.layers.relu(x),
      channels,
      channels,
      [k, k],
      each,
    );
    const y = this.convolution(`${name}.op.${first + 1}`, wide, channels, channels, [1, 1]);
    return this.batchNorm(`${name}.op.${first + 2}`, y, channels);
  }

  separableConvolution(name: string, x: V, channels: number, stride: Stride, k: number): V {
    const y = this.#separable(name, 1, x, channels, k, { stride, dilation: 1 });
    return this.#separable(name, 5, y, channels, k, { stride: 1, dilation: 1 });
  }

  dilatedConvolution(name: string, x: V, channels: number, stride: Stride, k: number): V {
    return this.#separable(name, 1, x, channels, k, { stride, dilation: 2 });
  }

  /** ReLU, 1×7, 7×1, batch norm. */
  factorizedConvolution(name: string, x: V, channels: number, stride: Stride): V {
    const row = { stride: [1, stride], padding: [0, 3] } as const;
    const column = { stride: [stride, 1], padding: [3, 0] } as const;
    const y = this.convolution(`${name}.1`, this.layers.relu(x), channels, channels, [1, 7], row);
    const z = this.convolution(`${name}.2`, y, channels, channels, [7, 1], column);
    return this.batchNorm(`${name}.3`, z, channels);
  }
}
