/**
 * How well the gradient of the validation loss agrees with that of the training loss one step before (OLES): a
 * number for each parameter tensor, [parameters]; not a number where there is nothing to compare.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { Parameter, ParameterList } from '../supernet/parameters.ts';
import { sizeOf, type Value } from '../tensorflow/graph.ts';
import { add, constant, div, integers, maximum, mul, scalar, scale, sqrt } from '../tensorflow/ops/basic.ts';
import { segmentSum } from '../tensorflow/ops/shape.ts';

/** The validation gradient and the clipped training gradient before it, both flat. */
export type Agreement = (validation: Value, previous: Value, list: ParameterList) => Value;

export const AGREEMENTS: Readonly<Record<SearchConfig['olesForm'], Agreement>> = {
  definition: (validation, previous, list) =>
    cosines(validation, previous, parameterOfEachWeight(validation, list), list.parameters.length),
  code: alongOutputs,
};

/** Index of the parameter tensor that each weight belongs to, int32 [size]. */
export function parameterOfEachWeight({ node }: Value, { parameters }: ParameterList): Value {
  return integers(
    node.graph,
    parameters.flatMap(({ shape }, index) => new Array<number>(sizeOf(shape)).fill(index)),
  );
}

/** Cosine of two flat gradients part by part, [n]; not a number where one of them is zero. */
export function cosines(a: Value, b: Value, ids: Value, n: number): Value {
  const { dots, lengths } = products(a, b, ids, n);
  return div(dots, lengths);
}

function products(a: Value, b: Value, ids: Value, n: number): { dots: Value; lengths: Value } {
  const dots = (x: Value, y: Value): Value => segmentSum(mul(x, y), ids, n);
  return { dots: dots(a, b), lengths: mul(sqrt(dots(a, a)), sqrt(dots(b, b))) };
}

/** PyTorch's: a cosine is 0 where both vectors are shorter than this in product. */
const COSINE_EPSILON = 1e-8;

/**
 * As the authors compute it. Nothing clears the training gradient before the α step, so what is compared with it is
 * its sum with the validation gradient: orthogonal gradients of equal length agree to 1/√2. And a cosine is taken
 * along the output channels, `cosine_similarity(dim=0)` of [out, in, k, k], then averaged over the tensor.
 */
function alongOutputs(validation: Value, previous: Value, list: ParameterList): Value {
  const { graph } = validation.node;
  const { parameters } = list;
  const lines = parameters.map((parameter) => sizeOf(parameter.shape) / outputsOf(parameter));
  const lineOfEachWeight: number[] = [];
  const parameterOfEachLine: number[] = [];
  parameters.forEach((parameter, index) => {
    for (let line = 0; line < lines[index]!; line++) {
      const weights = new Array<number>(outputsOf(parameter)).fill(parameterOfEachLine.length);
      lineOfEachWeight.push(...weights);
      parameterOfEachLine.push(index);
    }
  });
  const count = parameterOfEachLine.length;
  const ids = integers(graph, lineOfEachWeight);
  const { dots, lengths } = products(add(validation, previous), previous, ids, count);
  const each = div(dots, maximum(lengths, scalar(graph, COSINE_EPSILON)));
  const sums = segmentSum(each, integers(graph, parameterOfEachLine), parameters.length);
  const mean = div(sums, constant(graph, lines, [parameters.length]));
  // 0, but not a number where there is no gradient of both kinds.
  return add(mean, scale(AGREEMENTS.definition(validation, previous, list), 0));
}

/** Output channels: they lie next to each other in our layouts. Vectors have nothing else. */
function outputsOf({ kind, shape }: Parameter): number {
  return (kind === 'depthwise' ? shape[2] : shape.at(-1)) ?? 1;
}
