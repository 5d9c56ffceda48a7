import { EDGES, operationsPerEdge } from '../../../src-shared/space/spaces.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { layerTypes } from '../supernet/network.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Value } from '../tensorflow/graph.ts';
import {
  add,
  addN,
  div,
  filled,
  greater,
  mul,
  scalar,
  scale,
  sqrt,
  square,
  sub,
  where,
} from '../tensorflow/ops/basic.ts';
import { concat, slice, sum } from '../tensorflow/ops/shape.ts';
import { abs } from '../tensorflow/ops/special.ts';
import type { Method } from './method.ts';

/**
 * Λ-DARTS (arXiv 2210.07998): the weight step also raises how well the normal cells agree on the architecture.
 * With G_l the gradient of the training loss with respect to the weights A_l that layer l mixes with, and
 * d_l = ∂ agreement / ∂G_l, the gradient gets
 *
 *   λ(e) · [∇w L(A − ε d) − ∇w L(A + ε d)] / 2ε,   ε = ε₀ / ‖d‖,   λ(e) = lambdaWeight · e / (E − 1)
 *
 * Reduction cells stay where they are, and so do mixing weights that are no operation's (of the channels that
 * pass by, of an extra skip connection). Where edges have weights, A is what is mixed with: both together.
 */
export const lambdaDarts: Method = {
  schedule: ({ lambdaWeight, epochs }, epoch) => ({
    lambda: (lambdaWeight * epoch) / Math.max(epochs - 1, 1),
  }),
  weightGradient: ({ gradient, layers, ofLayers, gradientAt, config, net, scheduled, record }) => {
    const types = layerTypes(net.spec.layers);
    const { directions, correlation } = alignment(
      ofLayers.filter((_, layer) => types[layer] === 'normal'),
      operationsPerEdge(net.spec.space),
      config.lambdaForm,
    );
    const { graph } = gradient.node;
    const length = sqrt(addN(directions.map((d) => sum(square(d)))));
    // Not so where a gradient vanished or overflowed: then nothing is added.
    const known = greater(length, scalar(graph, 0));
    const reach = scalar(graph, config.lambdaReach);
    const epsilon = where(known, div(reach, length), reach);
    const ofNormal = directions.values();
    const moves = layers.map((A, layer) => {
      const zero = filled(graph, 0, A.shape);
      const d = types[layer] === 'normal' ? ofNormal.next().value : undefined;
      return d ? where(known, mul(d, epsilon), zero) : zero;
    });
    const minus = gradientAt(layers.map((A, layer) => sub(A, moves[layer]!)));
    const plus = gradientAt(layers.map((A, layer) => add(A, moves[layer]!)));
    const added = div(sub(minus.gradient, plus.gradient), scale(epsilon, 2));
    record('lambda.correlation', correlation);
    record('lambda.epsilon', epsilon);
    record('lambda.gradient', gradient);
    record('lambda.added', added);
    record('lambda.loss.minus', minus.loss);
    record('lambda.loss.plus', plus.loss);
    moves.forEach((move, layer) => {
      record(`lambda.ofLayer.${layer}`, ofLayers[layer]!);
      record(`lambda.move.${layer}`, move);
    });
    return { gradient: add(gradient, mul(scheduled('lambda'), added)) };
  },
};

const dot = (a: Value, b: Value): Value => sum(mul(a, b));

/** How well two gradients agree: their cosine, or which part of Σ|a b| the signs leave. */
const AGREEMENT: Readonly<Record<SearchConfig['lambdaForm'], (a: Value, b: Value) => Value>> = {
  corr: (a, b) => div(dot(a, b), mul(sqrt(dot(a, a)), sqrt(dot(b, b)))),
  signcorr: (a, b) => div(dot(a, b), sum(abs(mul(a, b)))),
};

interface Alignment {
  /** ∂ agreement / ∂G_l for each G [edges, columns]; columns from K on are 0. */
  readonly directions: readonly Value[];
  /** Mean cosine over the pairs, whatever the form. */
  readonly correlation: Value;
}

/**
 * The mean agreement of all pairs and how to raise it. For the cosine d_l = (I − u_l u_lᵀ) Σ_k u_k / (‖G_l‖ n(n−1)/2)
 * with u = G/‖G‖; neither form changes with the length of a gradient, so d_l is orthogonal to G_l.
 */
export function alignment(
  gradientsOfLayers: readonly Value[],
  operations: number,
  form: SearchConfig['lambdaForm'],
): Alignment {
  const columns = gradientsOfLayers[0]?.shape[1] ?? 0;
  const G = gradientsOfLayers.map((each) => slice(each, [0, 0], [each.shape[0] ?? EDGES, operations]));
  const pairs = G.flatMap((a, i) => G.slice(i + 1).map((b) => [a, b] as const));
  const meanOf = (agreement: (a: Value, b: Value) => Value): Value =>
    scale(addN(pairs.map(([a, b]) => agreement(a, b))), 1 / pairs.length);
  const { graph } = G[0]!.node;
  const directions = gradients(meanOf(AGREEMENT[form]), scalar(graph, 1), G).map((d) => {
    if (columns === operations) return d!;
    return concat([d!, filled(graph, 0, [d!.shape[0] ?? EDGES, columns - operations])], 1);
  });
  return { directions, correlation: meanOf(AGREEMENT.corr) };
}
