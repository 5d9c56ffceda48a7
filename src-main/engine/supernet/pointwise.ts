/** ReLU, 1×1 convolutions, batch norm: the inputs of a cell, and skips of stride 2. */
import type { Value } from '../tensorflow/graph.ts';
import { relu } from '../tensorflow/ops/basic.ts';
import { pointwise } from '../tensorflow/ops/network.ts';
import { ownFit, pointwiseConv } from '../tensorflow/ops/own.ts';
import { concat, everySecondPixel } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList, Place } from './parameters.ts';
import type { Contribution, Operation, OwnPass, Pass } from './pass.ts';

/** ReLU, two 1×1 convolutions of stride 2 on even and on odd pixels, joined, batch norm. Needs even sides. */
export function factorizedReduce(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  affine: boolean,
  place?: Place,
): Operation {
  const even = list.conv(`${name}.conv_1.weight`, 1, inputs, Math.floor(outputs / 2));
  const odd = list.conv(`${name}.conv_2.weight`, 1, inputs, outputs - Math.floor(outputs / 2));
  const batchNorm = list.batchNorm(`${name}.bn`, outputs, affine, place ? { place } : {});
  return (pass, x) => {
    if (pass.own && fit(x, outputs)) return ownConv(pass, pass.own, [even, odd], batchNorm, x);
    const active = relu(x);
    const halves = [
      pointwise(everySecondPixel(active, 0), pass.weight(even)),
      pointwise(everySecondPixel(active, 1), pass.weight(odd)),
    ];
    return pass.normaliseMixed(batchNorm, concat(halves, 3));
  };
}

/** ReLU, 1×1 convolution, batch norm. */
export function reluConvBatchNorm(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  affine: boolean,
): Operation {
  const kernel = list.conv(`${name}.op.1.weight`, 1, inputs, outputs);
  const batchNorm = list.batchNorm(`${name}.op.2`, outputs, affine, { kernel });
  return (pass, x) =>
    pass.own && fit(x, outputs)
      ? ownConv(pass, pass.own, [kernel], batchNorm, x)
      : { value: pass.normalise(batchNorm, relu(x)) };
}

const fit = ({ node, shape }: Value, outputs: number): boolean =>
  ownFit(node.graph, shape[3] ?? 0) && ownFit(node.graph, outputs);

/**
 * One operation, a kernel a stride. Its batch norm is left to the node, or part of it where the statistics are
 * given; where the node takes whole chains, all of it is left to the node.
 */
function ownConv(
  pass: Pass,
  own: OwnPass,
  parameters: readonly Parameter[],
  batchNorm: BatchNorm,
  x: Value,
): Contribution {
  const { place } = batchNorm;
  const weight = place && own.weight(place);
  const kernels = parameters.map((each) => pass.weight(each));
  const stride = kernels.length === 2 ? 2 : 1;
  if (place && own.defers?.(x)) {
    const [even, odd] = kernels as [Value, Value];
    const stage = {
      kernels: [even, odd],
      stride,
      dilation: 1,
      normal: own.normalisation(batchNorm),
    } as const;
    return { value: x, stages: [stage], weight };
  }
  if (own.defers) {
    const after = own.normalisation(batchNorm);
    return { value: pointwiseConv(x, kernels, { stride, statistics: false, after }).y, weight };
  }
  const { y, ...statistics } = pointwiseConv(x, kernels, { stride, statistics: own.ofBatch });
  return { value: y, normal: own.normalisation(batchNorm, statistics), weight };
}
