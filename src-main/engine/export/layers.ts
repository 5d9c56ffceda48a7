/** The layers an exported network is made of; each format is one way to write them. */
import type { ExportedTensor } from './exportedNetwork.ts';

/** What a network is fed with, and what it gives. */
export const INPUT = 'images';
export const OUTPUT = 'logits';

export type Stride = 1 | 2;
/** Along height and along width. */
export type Sides = readonly [number, number];

export interface Convolution {
  /** [outputs, inputs, height, width]; depthwise [channels, 1, height, width]. */
  readonly weight: ExportedTensor;
  readonly stride: Sides;
  readonly padding: Sides;
  readonly dilation: Stride;
  readonly depthwise: boolean;
}

/** Each [channels]. */
export interface Normalisation {
  readonly weight: ExportedTensor;
  readonly bias: ExportedTensor;
  readonly running_mean: ExportedTensor;
  readonly running_var: ExportedTensor;
}

/** How a form writes a layer; V is what stands for the images, [N, C, H, W]. Names are PyTorch's. */
export interface Layers<V> {
  convolution(name: string, x: V, layer: Convolution): V;
  batchNorm(name: string, x: V, layer: Normalisation): V;
  relu(x: V): V;
  /** 3×3, one pixel of padding that does not count. */
  maxPool(name: string, x: V, stride: Stride): V;
  averagePool(name: string, x: V, stride: Stride): V;
  /** Nothing but zeros. */
  zeros(name: string, x: V, stride: Stride): V;
  /** From the second row and the second column on. */
  shifted(name: string, x: V): V;
  add(name: string, a: V, b: V): V;
  /** Side by side along the channels. */
  concat(name: string, values: readonly V[]): V;
  /** The mean over all pixels times [outputs, inputs], plus a bias: [N, outputs]. */
  classifier(name: string, x: V, weight: ExportedTensor, bias: ExportedTensor): V;
}
