/**
 * Reverse rules of Plateau's own operations. They have no forward rules: what is differentiated twice is
 * written with TensorFlow's operations.
 */
import {
  type Attributes,
  type DType,
  type Node,
  output,
  sameShape,
  type Shape,
  type Value,
} from '../graph.ts';
import { mul } from '../ops/basic.ts';
import { unpack } from '../ops/shape.ts';
import { input, type Maybe, type Rule, zerosLike } from './rules.ts';

const tensor = (shape: Shape): { shape: Shape; dtype: DType } => ({ shape, dtype: 'real' });
const NOTHING = tensor([0]);

function integer(node: Node, name: string): number {
  const attribute = node.attributes[name];
  if (!attribute || !('int' in attribute)) throw new Error(`${node.op} without ${name}`);
  return attribute.int;
}

/** A gradient g·s with s per channel as its factors: the product need not be written to memory. */
function factors(gradient: Value): { gradient: Value; scale: readonly Value[] } {
  const { op, inputs } = gradient.node;
  const [of, scale] = inputs;
  if (op !== 'Mul' || !of || !scale) return { gradient, scale: [] };
  const perChannel = sameShape(scale.shape, gradient.shape.slice(-1)) && sameShape(of.shape, gradient.shape);
  return perChannel ? { gradient: of, scale: [scale] } : { gradient, scale: [] };
}

interface Incoming {
  /** y, its mean, its gradient, factors of that, gradients of mean and variance: as far as there are any. */
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
}

/** What reaches a convolution with the outputs y, mean and variance; undefined: nothing. */
function incoming(node: Node, [gradient, ofMean, ofVariance]: readonly Maybe[]): Incoming | undefined {
  if (!gradient && !ofMean && !ofVariance) return undefined;
  const [y, mean] = [output(node, 0), output(node, 1)];
  const factored = factors(gradient ?? zerosLike(y));
  const moved = ofMean || ofVariance ? [ofMean ?? zerosLike(mean), ofVariance ?? zerosLike(mean)] : [];
  return {
    inputs: [y, mean, factored.gradient, ...factored.scale, ...moved],
    attributes: { scale_count: { int: factored.scale.length }, moved_count: { int: moved.length } },
  };
}

const SEPARABLE: Rule = {
  reverse: (node, gradients, needed) => {
    const found = incoming(node, gradients);
    if (!found) return [];
    const [x, depthwise, pointwise] = [input(node, 0), input(node, 1), input(node, 2)];
    const count = integer(node, 'before_count');
    const weights = (needed[1] ?? false) || (needed[2] ?? false);
    const { before_count, stride, dilation, unbiased } = node.attributes;
    const attributes = {
      ...found.attributes,
      before_count: before_count!,
      stride: stride!,
      dilation: dilation!,
      unbiased: unbiased!,
      weights: { bool: weights },
    };
    const channels = tensor([x.shape[3] ?? 0]);
    const before = [0, 1, 2, 3].map((index) => (index < count ? channels : NOTHING));
    const kernels = weights ? [depthwise, pointwise] : [NOTHING, NOTHING];
    const inputs = [...node.inputs, ...found.inputs];
    const outputs = [x, ...kernels, ...before];
    return node.graph.add('PlateauSeparableGrad', inputs, attributes, outputs).outputs.slice(0, 3 + count);
  },
};

const POINTWISE: Rule = {
  reverse: (node, gradients, needed) => {
    const found = incoming(node, gradients);
    if (!found) return [];
    if (integer(node, 'after_count') > 0)
      throw new Error('no gradient passes a batch norm that a convolution applies itself');
    const parts = integer(node, 'parts');
    const weights = needed.slice(parts).some(Boolean);
    const { parts: count, kernel_count, stride } = node.attributes;
    const attributes = {
      ...found.attributes,
      parts: count!,
      kernel_count: kernel_count!,
      output_count: { int: node.inputs.length },
      stride: stride!,
      weights: { bool: weights },
    };
    const outputs = node.inputs.map((of, index) => (index < parts || weights ? of : NOTHING));
    return node.graph.add('PlateauPointwiseGrad', [...node.inputs, ...found.inputs], attributes, outputs)
      .outputs;
  },
};

const WEIGHTED_SUM: Rule = {
  reverse: (node, [gradient], needed) => {
    if (!gradient) return [];
    const [terms, normalised] = [integer(node, 'terms'), integer(node, 'normalised_count')];
    const channels = gradient.shape.at(-1) ?? 0;
    const weights = node.inputs[terms + 2 * normalised];
    const perTerm = tensor([normalised, channels]);
    const outputs = [tensor([terms, channels]), weights ?? NOTHING, perTerm, perTerm, tensor([channels])];
    const found = node.graph.add(
      'PlateauWeightedSumGrad',
      [gradient, ...node.inputs],
      node.attributes,
      outputs,
    );
    const scales = unpack(output(found, 0));
    const rows = (index: number): readonly Value[] => (normalised > 0 ? unpack(output(found, index)) : []);
    const ofTerms = scales.map((scale, index): Maybe => (needed[index] ? mul(gradient, scale) : undefined));
    return [...ofTerms, ...rows(2), ...rows(3), output(found, 1), output(found, 4)];
  },
};

export const OWN_RULES: Readonly<Record<string, Rule>> = {
  PlateauPointwise: POINTWISE,
  PlateauSeparable: SEPARABLE,
  PlateauWeightedSum: WEIGHTED_SUM,
};
