/**
 * Parameters and multiply–adds of the network an evaluation trains: DARTS's CIFAR network
 * (arXiv 1806.09055, §3.2; quark0/darts `cnn/model.py`), which the MS-DARTS authors use unchanged.
 * Every batch norm is affine, pools have none, convolutions have no bias, a reduction halves height and
 * width and doubles the channels. Multiply–adds are those of convolutions and linear layers, for one image.
 */
import { PlateauError } from '../errors.ts';
import type { OperationName } from '../space/spaces.ts';
import type { Genotype, GenotypeEdge } from './types.ts';

export interface EvaluationNetwork {
  /** C of the first cells. */
  readonly channels: number;
  /** Cells L; reductions at L//3 and 2·L//3. */
  readonly layers: number;
  readonly classes: number;
  /** Height and width of an image, pixels; CIFAR's 32 unless told. */
  readonly size?: number;
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
/** The auxiliary head pools 5×5 with stride 3 and needs 2×2 pixels after that. */
const AUXILIARY = { window: 5, stride: 3, pixels: 2, middle: 128, features: 768 } as const;
/** States below it are outputs of the two cells before. */
const CELL_INPUTS = 2;
/** Two reductions: sizes must halve twice without a rest. */
const DIVISOR = 4;

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
  size: number,
): Cost {
  return sum(
    edges.map(({ operation, input }) =>
      OPERATION_COSTS[operation]({
        channels,
        pixels: size ** 2,
        stride: reduction && input < CELL_INPUTS ? 2 : 1,
      }),
    ),
  );
}

/** Whether an auxiliary head can stand on the maps of images of this size (32, 36 or 40 pixels). */
export function auxiliaryFits(size: number): boolean {
  const { window, stride, pixels } = AUXILIARY;
  return Math.floor((size / DIVISOR - window) / stride) + 1 === pixels;
}

function auxiliaryParameters(inputs: number, classes: number): number {
  const { middle, features, pixels } = AUXILIARY;
  const convolutions = inputs * middle + middle * features * pixels ** 2;
  return convolutions + 2 * (middle + features) + (features + 1) * classes;
}

function checkSize(size: number, auxiliary: boolean): void {
  if (size % DIVISOR !== 0)
    throw new PlateauError(
      `Images of ${size}×${size} pixels cannot be halved twice; the side must be a multiple of ${DIVISOR}.`,
      'Choose another data set, or add the images again with such a size.',
    );
  if (auxiliary && !auxiliaryFits(size))
    throw new PlateauError(
      `The auxiliary head needs images of 32, 36 or 40 pixels; these have ${size}.`,
      'Switch the auxiliary head off.',
    );
}

/** Exact size of the evaluation network of `genotype`, cell by cell. */
export function evaluationCost(
  genotype: Genotype,
  { channels: C, layers, classes, size = 32, imageChannels = 3, auxiliary = false }: EvaluationNetwork,
): EvaluationCost {
  checkSize(size, auxiliary);
  const reductions = [Math.floor(layers / 3), Math.floor((2 * layers) / 3)];
  const stem = STEM * C;
  const costs = [convolution(9 * imageChannels * stem, size ** 2), batchNorm(stem)];
  // Outputs of the two cells before, as channels; the current C and the side of the maps.
  let state = { before: stem, last: stem, channels: C, side: size };
  let auxiliaryInputs = 0;
  for (let layer = 0; layer < layers; layer++) {
    const reduction = reductions.includes(layer);
    const { before, last } = state;
    const channels = state.channels * (reduction ? 2 : 1);
    // Both inputs are brought to C channels at the size of the last cell's output.
    costs.push(pointwise(before, channels, state.side ** 2), pointwise(last, channels, state.side ** 2));
    const side = state.side / (reduction ? 2 : 1);
    costs.push(operationsCost(reduction ? genotype.reduce : genotype.normal, reduction, channels, side));
    const nodes = reduction ? genotype.reduceConcat : genotype.normalConcat;
    state = { before: last, last: nodes.length * channels, channels, side };
    if (layer === reductions[1]) auxiliaryInputs = state.last;
  }
  const classifier = { parameters: (state.last + 1) * classes, macs: state.last * classes };
  return {
    ...sum([...costs, classifier]),
    auxiliaryParameters: auxiliary ? auxiliaryParameters(auxiliaryInputs, classes) : 0,
  };
}
