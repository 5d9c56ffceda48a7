/** Chains of ReLU, depthwise convolution, pointwise convolution and batch norm: separable and dilated convolutions. */
import type { Value } from '../tensorflow/graph.ts';
import { relu } from '../tensorflow/ops/basic.ts';
import { depthwiseConv2d } from '../tensorflow/ops/network.ts';
import { type Normalisation, ownFit, separableConv, type StageTerm } from '../tensorflow/ops/own.ts';
import { everySecondPixel, toPhases } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList, Place } from './parameters.ts';
import type { Contribution, OwnPass, Pass } from './pass.ts';
import { strided } from './strided.ts';

/** One link of a chain; its batch norm has the pointwise kernel before it. */
export interface Stage {
  readonly depthwise: Parameter;
  readonly batchNorm: BatchNorm;
  readonly stride: 1 | 2;
  readonly dilation: 1 | 2;
}

export interface StageSpec extends Pick<Stage, 'stride' | 'dilation'> {
  /** Of the operation. */
  readonly name: string;
  /** Position of the depthwise convolution among the layers. */
  readonly first: number;
  readonly size: number;
  readonly channels: number;
  readonly affine: boolean;
  /** The operation that the stage ends. */
  readonly place?: Place;
}

export function stage(list: ParameterList, spec: StageSpec): Stage {
  const { name, first, size, channels, affine, place, stride, dilation } = spec;
  const depthwise = list.depthwise(`${name}.op.${first}.weight`, size, channels);
  const kernel = list.conv(`${name}.op.${first + 1}.weight`, 1, channels, channels);
  const of = place ? { kernel, place } : { kernel };
  return {
    depthwise,
    batchNorm: list.batchNorm(`${name}.op.${first + 2}`, channels, affine, of),
    stride,
    dilation,
  };
}

/** The stages one after the other, as what the operation adds to its node. */
export function chain(stages: readonly Stage[]): (pass: Pass, x: Value) => Contribution {
  const channels = stages[0]?.depthwise.shape[2] ?? 0;
  return (pass, x) =>
    pass.own && ownFit(pass.graph, channels)
      ? ownChain(pass, pass.own, stages, x)
      : plainChain(pass, stages, x);
}

/**
 * A stage is one operation; its batch norm is left to the next one, that of the last to the node. Where the node
 * takes whole chains, all of them are left to it.
 */
function ownChain(pass: Pass, own: OwnPass, stages: readonly Stage[], x: Value): Contribution {
  const place = stages.at(-1)?.batchNorm.place;
  const weight = place && own.weight(place);
  if (own.defers?.(x)) return { value: x, stages: stages.map((each) => deferred(pass, own, each)), weight };
  let value = x;
  let normal: Normalisation | undefined;
  for (const { depthwise, batchNorm, stride, dilation } of stages) {
    const kernels = [pass.weight(depthwise), pass.weight(batchNorm.kernel!)] as const;
    const spec = { before: normal, stride, dilation, statistics: own.ofBatch };
    const { y, ...statistics } = separableConv(value, ...kernels, spec);
    value = y;
    normal = own.normalisation(batchNorm, statistics);
  }
  return { value, normal, weight };
}

function deferred(pass: Pass, own: OwnPass, { depthwise, batchNorm, stride, dilation }: Stage): StageTerm {
  const kernels = [pass.weight(depthwise), pass.weight(batchNorm.kernel!)] as const;
  return { kernels, stride, dilation, normal: own.normalisation(batchNorm) };
}

function plainChain(pass: Pass, stages: readonly Stage[], x: Value): Contribution {
  let value = x;
  for (const [index, { depthwise, batchNorm, stride, dilation }] of stages.entries()) {
    const phases = dilation === 2 && stride === 1;
    const active = index === 0 ? relu(value) : value;
    const convolved = dilation === 2 ? dilated : plain;
    const z = convolved(active, pass.weight(depthwise), stride);
    if (index === stages.length - 1) return { ...pass.normaliseMixed(batchNorm, z, phases), phases };
    value = pass.normalise(batchNorm, z, true);
  }
  throw new Error('a chain without stages');
}

function plain(x: Value, kernel: Value, stride: 1 | 2): Value {
  const amount = ((kernel.shape[0] ?? 1) - 1) / 2;
  return strided(x, stride, (y, s, padding) => depthwiseConv2d(y, kernel, s, padding), 0, amount);
}

/**
 * TensorFlow has no dilated depthwise kernel on the CPU: within each of the four pixel phases it is a plain one.
 * Stride 2 sees only the even phase; stride 1 stays in phases, which the pointwise convolution and batch norm do
 * not mind, up to the node's sum.
 */
function dilated(x: Value, kernel: Value, stride: 1 | 2): Value {
  return depthwiseConv2d(stride === 1 ? toPhases(x) : everySecondPixel(x, 0), kernel, 1, 'SAME');
}
