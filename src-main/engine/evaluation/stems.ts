/** What stands before the first cell: for small images one convolution, for ImageNet three that halve. */
import type { Stem } from '../../../src-shared/run/evalConfig.ts';
import type { BatchNorm, Parameter, ParameterList } from '../supernet/parameters.ts';
import type { Pass } from '../supernet/pass.ts';
import { strided } from '../supernet/strided.ts';
import type { Value } from '../tensorflow/graph.ts';
import { relu } from '../tensorflow/ops/basic.ts';
import { conv2d } from '../tensorflow/ops/network.ts';

interface BuiltStem {
  /** Channels of the first cell's two inputs. */
  readonly previousPrevious: number;
  readonly previous: number;
  /** The first input is twice as large as the second, as after a reduction. */
  readonly afterReduction: boolean;
  readonly apply: (pass: Pass, x: Value) => [Value, Value];
}

/** Channels of CIFAR's stem, as a multiple of C. */
const CIFAR_MULTIPLIER = 3;

export const STEM_BUILDERS: Readonly<
  Record<Stem, (list: ParameterList, channels: number, inputChannels: number) => BuiltStem>
> = {
  cifar: (list, C, inputChannels) => {
    const channels = CIFAR_MULTIPLIER * C;
    const kernel = list.conv('stem.0.weight', 3, inputChannels, channels);
    const norm = list.batchNorm('stem.1', channels, true);
    return {
      previousPrevious: channels,
      previous: channels,
      afterReduction: false,
      apply: (pass, x) => {
        const y = pass.normalise(norm, conv2d(x, pass.weight(kernel)));
        return [y, y];
      },
    };
  },
  imagenet: (list, C, inputChannels) => {
    const first = halving(list, 'stem0.0', 'stem0.1', inputChannels, Math.floor(C / 2));
    const second = halving(list, 'stem0.3', 'stem0.4', Math.floor(C / 2), C);
    const third = halving(list, 'stem1.1', 'stem1.2', C, C);
    return {
      previousPrevious: C,
      previous: C,
      afterReduction: true,
      apply: (pass, x) => {
        const s0 = second(pass, relu(first(pass, x)));
        return [s0, third(pass, relu(s0))];
      },
    };
  },
};

/** 3×3 convolution of stride 2 and batch norm. */
function halving(
  list: ParameterList,
  convolution: string,
  batchNorm: string,
  inputs: number,
  outputs: number,
): (pass: Pass, x: Value) => Value {
  const kernel: Parameter = list.conv(`${convolution}.weight`, 3, inputs, outputs);
  const norm: BatchNorm = list.batchNorm(batchNorm, outputs, true);
  return (pass, x) =>
    pass.normalise(
      norm,
      strided(x, 2, (y, stride, padding) => conv2d(y, pass.weight(kernel), padding, stride)),
    );
}
