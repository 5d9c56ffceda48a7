/** Operations of an edge and the two stems, made of blocks. */
import type { Stem } from '../../../src-shared/run/evalConfig.ts';
import type { OperationName } from '../../../src-shared/space/spaces.ts';
import type { Blocks } from './blocks.ts';
import type { ExportedNetwork } from './exportedNetwork.ts';
import type { Stride } from './layers.ts';

type OperationWriter = <V>(blocks: Blocks<V>, name: string, x: V, channels: number, stride: Stride) => V;

export const OPERATION_LAYERS: Readonly<Record<OperationName, OperationWriter>> = {
  none: ({ layers }, name, x, _, stride) => layers.zeros(name, x, stride),
  max_pool_3x3: ({ layers }, name, x, _, stride) => layers.maxPool(name, x, stride),
  avg_pool_3x3: ({ layers }, name, x, _, stride) => layers.averagePool(name, x, stride),
  skip_connect: (blocks, name, x, channels, stride) =>
    stride === 1 ? x : blocks.factorizedReduce(name, x, channels, channels),
  sep_conv_3x3: (blocks, name, x, channels, stride) =>
    blocks.separableConvolution(name, x, channels, stride, 3),
  sep_conv_5x5: (blocks, name, x, channels, stride) =>
    blocks.separableConvolution(name, x, channels, stride, 5),
  sep_conv_7x7: (blocks, name, x, channels, stride) =>
    blocks.separableConvolution(name, x, channels, stride, 7),
  dil_conv_3x3: (blocks, name, x, channels, stride) =>
    blocks.dilatedConvolution(name, x, channels, stride, 3),
  dil_conv_5x5: (blocks, name, x, channels, stride) =>
    blocks.dilatedConvolution(name, x, channels, stride, 5),
  conv_7x1_1x7: (blocks, name, x, channels, stride) =>
    blocks.factorizedConvolution(name, x, channels, stride),
  noise: () => {
    throw new Error('noise has no exported form');
  },
};

/** What stands before the first cell: its two inputs, their channels, and whether the first is twice as large. */
interface StemLayers<V> {
  readonly s0: V;
  readonly s1: V;
  readonly channels: number;
  readonly afterReduction: boolean;
}

type StemWriter = <V>(blocks: Blocks<V>, network: ExportedNetwork, images: V) => StemLayers<V>;

export const STEM_LAYERS: Readonly<Record<Stem, StemWriter>> = {
  cifar: (blocks, { channels: C, inputChannels }, images) => {
    const channels = 3 * C;
    const y = blocks.convolution('stem.0', images, inputChannels, channels, [3, 3], { padding: [1, 1] });
    const s0 = blocks.batchNorm('stem.1', y, channels);
    return { s0, s1: s0, channels, afterReduction: false };
  },
  imagenet: (blocks, { channels, inputChannels }, images) => {
    const { layers } = blocks;
    const half = Math.floor(channels / 2);
    const halving = { stride: [2, 2], padding: [1, 1] } as const;
    let y = blocks.convolution('stem0.0', images, inputChannels, half, [3, 3], halving);
    y = layers.relu(blocks.batchNorm('stem0.1', y, half));
    y = blocks.convolution('stem0.3', y, half, channels, [3, 3], halving);
    const s0 = blocks.batchNorm('stem0.4', y, channels);
    y = blocks.convolution('stem1.1', layers.relu(s0), channels, channels, [3, 3], halving);
    return { s0, s1: blocks.batchNorm('stem1.2', y, channels), channels, afterReduction: true };
  },
};
