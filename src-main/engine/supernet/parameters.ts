/**
 * The parameters and batch norm statistics of a network, kept as a few flat vectors: one read, one
 * optimizer update and one checkpoint tensor instead of thousands. Names are PyTorch state-dict names.
 */
import { sizeOf, type Shape, type Value } from '../tensorflow/graph.ts';

export type ParameterKind = 'conv' | 'depthwise' | 'linear' | 'bias' | 'gamma' | 'beta';

export interface Parameter {
  readonly index: number;
  readonly name: string;
  readonly kind: ParameterKind;
  /** TensorFlow's layout: conv [k, k, in, out], depthwise [k, k, C, 1], linear [in, out], else [C]. */
  readonly shape: Shape;
  /** Bound of the uniform initialisation, PyTorch's default 1/√fan_in; 0 for γ (ones) and β (zeros). */
  readonly bound: number;
}

export interface BatchNormSpec {
  /** The pointwise convolution before it. */
  readonly kernel?: Parameter;
  /** The operation that it ends. */
  readonly place?: Place;
  /** It follows a pool, and so is the same for all edges from one source. */
  readonly shared?: boolean;
  /** How much a batch counts in the running statistics; what the network has otherwise unless given. */
  readonly momentum?: number;
}

/** PyTorch's. */
export const BATCH_MOMENTUM = 0.1;

/** Where an operation stands; its mixing weight is A[tensor][row, column], that of operation `column` on edge `row`. */
export interface Place {
  readonly tensor: string;
  readonly cell: number;
  readonly row: number;
  readonly column: number;
}

/** Position of the number at a place in a tensor [rows, columns] of mixing weights, or in one of [1, rows, columns]. */
export function positionIn({ shape }: Value, { row, column }: Place): number {
  return row * (shape.at(-1) ?? 0) + column;
}

export interface BatchNorm extends BatchNormSpec {
  readonly index: number;
  readonly name: string;
  readonly channels: number;
  readonly momentum: number;
  readonly gamma?: Parameter;
  readonly beta?: Parameter;
}

export class ParameterList {
  readonly parameters: Parameter[] = [];
  readonly batchNorms: BatchNorm[] = [];
  readonly #momentum: number;

  constructor(momentum = BATCH_MOMENTUM) {
    this.#momentum = momentum;
  }

  /** `width` defaults to a square kernel. */
  conv(name: string, height: number, inputs: number, outputs: number, width = height): Parameter {
    return this.#add(name, 'conv', [height, width, inputs, outputs], inputs * height * width);
  }

  depthwise(name: string, kernel: number, channels: number): Parameter {
    return this.#add(name, 'depthwise', [kernel, kernel, channels, 1], kernel * kernel);
  }

  linear(name: string, inputs: number, outputs: number): Parameter {
    return this.#add(name, 'linear', [inputs, outputs], inputs);
  }

  bias(name: string, size: number, inputs: number): Parameter {
    return this.#add(name, 'bias', [size], inputs);
  }

  batchNorm(name: string, channels: number, affine: boolean, spec: BatchNormSpec = {}): BatchNorm {
    const learned = affine
      ? {
          gamma: this.#add(`${name}.weight`, 'gamma', [channels]),
          beta: this.#add(`${name}.bias`, 'beta', [channels]),
        }
      : {};
    const { momentum = this.#momentum } = spec;
    const batchNorm = { index: this.batchNorms.length, name, channels, ...learned, ...spec, momentum };
    this.batchNorms.push(batchNorm);
    return batchNorm;
  }

  /** Numbers in all parameters. */
  get size(): number {
    return this.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
  }

  /** Channels of all batch norms together: length of the running mean and of the running variance. */
  get statistics(): number {
    return this.batchNorms.reduce((total, { channels }) => total + channels, 0);
  }

  /** How much a batch counts in the running statistics, one number a channel; undefined: as PyTorch has it, everywhere. */
  get momenta(): number[] | undefined {
    if (this.batchNorms.every(({ momentum }) => momentum === BATCH_MOMENTUM)) return undefined;
    return this.batchNorms.flatMap(({ channels, momentum }) => new Array<number>(channels).fill(momentum));
  }

  #add(name: string, kind: ParameterKind, shape: Shape, fanIn?: number): Parameter {
    const parameter = {
      index: this.parameters.length,
      name,
      kind,
      shape,
      bound: fanIn ? 1 / Math.sqrt(fanIn) : 0,
    };
    this.parameters.push(parameter);
    return parameter;
  }
}

/** PyTorch's shape of a parameter: OIHW for convolutions, [out, in] for linear layers. */
export function torchShape({ kind, shape }: Parameter): Shape {
  const order = TORCH_AXES[kind];
  return order ? order.map((axis) => shape[axis] ?? 1) : shape;
}

/** For each axis of PyTorch's layout, the axis of ours. */
const TORCH_AXES: Readonly<Record<ParameterKind, readonly number[] | undefined>> = {
  conv: [3, 2, 0, 1],
  depthwise: [2, 3, 0, 1],
  linear: [1, 0],
  bias: undefined,
  gamma: undefined,
  beta: undefined,
};

/** Reorders numbers in PyTorch's layout into ours. */
export function fromTorch<T extends Float32Array | Float64Array>(parameter: Parameter, data: T): T {
  return permuted(parameter, data, true);
}

/** Reorders numbers in our layout into PyTorch's. */
export function toTorch<T extends Float32Array | Float64Array>(parameter: Parameter, data: T): T {
  return permuted(parameter, data, false);
}

function permuted<T extends Float32Array | Float64Array>(
  parameter: Parameter,
  data: T,
  fromTorchLayout: boolean,
): T {
  const order = TORCH_AXES[parameter.kind];
  const result = data.slice() as T;
  if (!order) return result;
  const theirs = strides(torchShape(parameter));
  const index = parameter.shape.map(() => 0);
  for (let position = 0; position < data.length; position++) {
    let torchPosition = 0;
    order.forEach((axis, torchAxis) => (torchPosition += index[axis]! * theirs[torchAxis]!));
    if (fromTorchLayout) result[position] = data[torchPosition]!;
    else result[torchPosition] = data[position]!;
    for (let axis = index.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < parameter.shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return result;
}

function strides(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}
