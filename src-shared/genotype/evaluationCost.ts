/**
 * Parameters and multiply–adds of the network an evaluation trains: DARTS's CIFAR network
 * (arXiv 1806.09055, §3.2; quark0/darts `cnn/model.py`), which the MS-DARTS authors use unchanged.
 * Every batch norm is affine, pools have none, convolutions have no bias, a reduction halves height and
 * width and doubles the channels. Multiply–adds are those of convolutions and linear layers, for one image.
 */
import type { Stem } from '../run/evalConfig.ts';
import type { OperationName } from '../space/spaces.ts';
import { AUXILIARY, refuseImages, STEM_HALVINGS } from './evaluationShape.ts';
import type { Genotype, GenotypeEdge } from './types.ts';

export interface EvaluationNetwork {
  /** C of the first cells. */
  readonly channels: number;
  /** Cells L; reductions at L//3 and 2·L//3. */
  readonly layers: number;
  readonly classes: number;
  /** Height and width of an image, pixels; CIFAR's 32 unless told, and square unless a width is. */
  readonly size?: number;
  readonly width?: number;
  /** CIFAR's unless told. */
  readonly stem?: Stem;
  /** Channels of an image; 3 unless told. */
  readonly imageChannels?: number;
  /** The head that helps training after cell 2·L//3. */
  readonly auxiliary?: boolean;
}

export interface EvaluationCost {
  /** Without the auxiliary head, as papers count them. */
  readonly parameters: number;
  /** Of the auxiliary head, which is dropped after training; 0 without one. */
  readonly auxiliaryParameters: number;
  /** Multiply–adds for one image, without the auxiliary head. */
  readonly macs: number;
}

interface Cost {
  readonly parameters: number;
  readonly macs: number;
}

/** Stem channels are this many times C. */
const STEM = 3;
/** States below it are outputs of the two cells before. */
const CELL_INPUTS = 2;

const FREE: Cost = { parameters: 0, macs: 0 };

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (total, { parameters, macs }) => ({
      parameters: total.parameters + parameters,
      macs: total.macs + macs,
    }),
    FREE,
  );
}

/** A bias-free convolution: every weight is used once per output pixel. */
function convolution(weights: number, pixels: number): Cost {
  return { parameters: weights, macs: weights * pixels };
}

/** γ and β. */
function batchNorm(channels: number): Cost {
  return { parameters: 2 * channels, macs: 0 };
}

/** 1×1 convolution and batch norm; FactorizedReduce costs the same at half the size. */
function pointwise(inputs: number, outputs: number, pixels: number): Cost {
  return sum([convolution(inputs * outputs, pixels), batchNorm(outputs)]);
}

/** Where an operation stands: C channels in and out, output pixels, stride. */
interface Place {
  readonly channels: number;
  readonly pixels: number;
  readonly stride: 1 | 2;
}

/** Depthwise k×k, then pointwise; `repeat` 2 is a separable convolution, 1 a dilated one. */
function depthwise(k: number, repeat: 1 | 2): (place: Place) => Cost {
  return ({ channels, pixels }) => {
    const once = sum([convolution(k * k * channels, pixels), pointwise(channels, channels, pixels)]);
    return sum(Array.from({ length: repeat }, () => once));
  };
}

const OPERATION_COSTS = {
  none: () => FREE,
  noise: () => FREE,
  max_pool_3x3: () => FREE,
  avg_pool_3x3: () => FREE,
  // With stride 2 a skip is a FactorizedReduce.
  skip_connect: ({ channels, pixels, stride }) =>
    stride === 1 ? FREE : pointwise(channels, channels, pixels),
  sep_conv_3x3: depthwise(3, 2),
  sep_conv_5x5: depthwise(5, 2),
  sep_conv_7x7: depthwise(7, 2),
  dil_conv_3x3: depthwise(3, 1),
  dil_conv_5x5: depthwise(5, 1),
  // 1×7 with the stride along the width, then 7×1 with it along the height.
  conv_7x1_1x7: ({ channels, pixels, stride }) =>
    sum([
      convolution(7 * channels ** 2, pixels * stride),
      convolution(7 * channels ** 2, pixels),
      batchNorm(channels),
    ]),
} as const satisfies Record<OperationName, (place: Place) => Cost>;

/** The operations of one cell; in a reduction those on the cell's two inputs have stride 2. */
function operationsCost(
  edges: readonly GenotypeEdge[],
  reduction: boolean,
  channels: number,
  pixels: number,
): Cost {
  return sum(
    edges.map(({ operation, input }) =>
      OPERATION_COSTS[operation]({
        channels,
        pixels,
        stride: reduction && input < CELL_INPUTS ? 2 : 1,
      }),
    ),
  );
}

function auxiliaryParameters(stem: Stem, inputs: number, classes: number): number {
  const { middle, features, pixels, lastNorm } = AUXILIARY;
  const convolutions = inputs * middle + middle * features * pixels ** 2;
  return convolutions + 2 * (middle + (lastNorm[stem] ? features : 0)) + (features + 1) * classes;
}

/** What stands before the first cell, and what it leaves: channels of the cell's two inputs, pixels of the first. */
interface StemCost {
  readonly costs: readonly Cost[];
  readonly before: number;
  readonly last: number;
}

const STEM_COSTS: Readonly<Record<Stem, (C: number, imageChannels: number, pixels: number) => StemCost>> = {
  cifar: (C, imageChannels, pixels) => {
    const channels = STEM * C;
    const costs = [convolution(9 * imageChannels * channels, pixels), batchNorm(channels)];
    return { costs, before: channels, last: channels };
  },
  // Three 3×3 convolutions of stride 2, each with a batch norm.
  imagenet: (C, imageChannels, pixels) => {
    const widths = [imageChannels, Math.floor(C / 2), C, C];
    const costs = widths.slice(1).flatMap((width, index) => {
      return [convolution(9 * widths[index]! * width, pixels / 4 ** (index + 1)), batchNorm(width)];
    });
    return { costs, before: C, last: C };
  },
};

/** Exact size of the evaluation network of `genotype`, cell by cell. */
export function evaluationCost(genotype: Genotype, network: EvaluationNetwork): EvaluationCost {
  const { channels: C, layers, classes, size = 32, width = size, imageChannels = 3 } = network;
  const { auxiliary = false, stem = 'cifar' } = network;
  refuseImages({ height: size, width }, { stem, auxiliary });
  const reductions = [Math.floor(layers / 3), Math.floor((2 * layers) / 3)];
  const { before, last, costs: stemCosts } = STEM_COSTS[stem](C, imageChannels, size * width);
  const costs = [...stemCosts];
  // Outputs of the two cells before, as channels; the current C and the pixels of the maps.
  let state = { before, last, channels: C, pixels: (size * width) / 4 ** STEM_HALVINGS[stem] };
  let auxiliaryInputs = 0;
  for (let layer = 0; layer < layers; layer++) {
    const reduction = reductions.includes(layer);
    const channels = state.channels * (reduction ? 2 : 1);
    // Both inputs are brought to C channels at the size of the last cell's output.
    costs.push(
      pointwise(state.before, channels, state.pixels),
      pointwise(state.last, channels, state.pixels),
    );
    const pixels = state.pixels / (reduction ? 4 : 1);
    costs.push(operationsCost(reduction ? genotype.reduce : genotype.normal, reduction, channels, pixels));
    const nodes = reduction ? genotype.reduceConcat : genotype.normalConcat;
    state = { before: state.last, last: nodes.length * channels, channels, pixels };
    if (layer === reductions[1]) auxiliaryInputs = state.last;
  }
  const classifier = { parameters: (state.last + 1) * classes, macs: state.last * classes };
  return {
    ...sum([...costs, classifier]),
    auxiliaryParameters: auxiliary ? auxiliaryParameters(stem, auxiliaryInputs, classes) : 0,
  };
}
