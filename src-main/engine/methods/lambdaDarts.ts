import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { type LogitTensor, listOf, mapped, namedAs, type Tensors } from '../supernet/tensors.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Shape, Value } from '../tensorflow/graph.ts';
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
 * Reduction cells stay where they are (in general: layers without the first tensor of logits), and so do mixing weights that are no operation's (of the channels that
 * pass by, of an extra skip connection). Where edges have weights, A is what is mixed with: both together.
 */
export const lambdaDarts: Method = {
  schedule: ({ lambdaWeight, epochs }, epoch) => ({
    lambda: (lambdaWeight * epoch) / Math.max(epochs - 1, 1),
  }),
  weightGradient: ({ gradient, layers, ofLayers, gradientAt, config, net, scheduled, record }) => {
    const [{ name: first }] = net.alphas as [LogitTensor];
    const agreeing = ofLayers.filter((of) => first in of);
    const { directions, correlation } = alignment(
      agreeing.map(listOf),
      net.alphas.filter(({ name }) => name in agreeing[0]!).map(({ choices }) => choices),
      config.lambdaForm,
    );
    const { graph } = gradient.node;
    const length = sqrt(addN(directions.flat().map((d) => sum(square(d)))));
    // Not so where a gradient vanished or overflowed: then nothing is added.
    const known = greater(length, scalar(graph, 0));
    const reach = scalar(graph, config.lambdaReach);
    const epsilon = where(known, div(reach, length), reach);
    const next = directions.values();
    const moves = layers.map((layer) => {
      const own = first in layer ? namedAs(layer, next.next().value ?? []) : undefined;
      return mapped(layer, ({ shape }, name) => {
        const zero = filled(graph, 0, shape);
        return own ? where(known, mul(own[name]!, epsilon), zero) : zero;
      });
    });
    const moved = (by: (A: Value, move: Value) => Value): Tensors<Value>[] =>
      layers.map((layer, l) => mapped(layer, (A, name) => by(A, moves[l]![name]!)));
    const minus = gradientAt(moved(sub));
    const plus = gradientAt(moved(add));
    const added = div(sub(minus.gradient, plus.gradient), scale(epsilon, 2));
    record('lambda.correlation', correlation);
    record('lambda.epsilon', epsilon);
    record('lambda.gradient', gradient);
    record('lambda.added', added);
    record('lambda.loss.minus', minus.loss);
    record('lambda.loss.plus', plus.loss);
    moves.forEach((move, layer) => {
      for (const [name, of] of Object.entries(ofLayers[layer]!))
        record(`lambda.ofLayer.${layer}.${name}`, of);
      for (const [name, of] of Object.entries(move)) record(`lambda.move.${layer}.${name}`, of);
    });
    return { gradient: add(gradient, mul(scheduled('lambda'), added)) };
  },
};

/** The gradient with respect to the mixing weights of a layer, one tensor after the other. */
type LayerGradient = readonly Value[];

const overTensors = (a: LayerGradient, b: LayerGradient, by: (x: Value, y: Value) => Value): Value =>
  addN(a.map((x, i) => by(x, b[i]!)));
const dot = (a: LayerGradient, b: LayerGradient): Value => overTensors(a, b, (x, y) => sum(mul(x, y)));

/** How well two gradients agree: their cosine, or which part of Σ|a b| the signs leave. */
const AGREEMENT: Readonly<Record<SearchConfig['lambdaForm'], (a: LayerGradient, b: LayerGradient) => Value>> =
  {
    corr: (a, b) => div(dot(a, b), mul(sqrt(dot(a, a)), sqrt(dot(b, b)))),
    signcorr: (a, b) =>
      div(
        dot(a, b),
        overTensors(a, b, (x, y) => sum(abs(mul(x, y)))),
      ),
  };

interface Alignment {
  /** ∂ agreement / ∂G_l, tensor by tensor; 0 for columns that are no operation's. */
  readonly directions: readonly LayerGradient[];
  /** Mean cosine over the pairs, whatever the form. */
  readonly correlation: Value;
}

/**
 * The mean agreement of all pairs and how to raise it. For the cosine d_l = (I − u_l u_lᵀ) Σ_k u_k / (‖G_l‖ n(n−1)/2)
 * with u = G/‖G‖; neither form changes with the length of a gradient, so d_l is orthogonal to G_l.
 */
export function alignment(
  gradientsOfLayers: readonly LayerGradient[],
  choices: readonly number[],
  form: SearchConfig['lambdaForm'],
): Alignment {
  const G = gradientsOfLayers.map((of) => of.map((each, tensor) => withoutExtras(each, choices[tensor]!)));
  const pairs = G.flatMap((a, i) => G.slice(i + 1).map((b) => [a, b] as const));
  const meanOf = (agreement: (a: LayerGradient, b: LayerGradient) => Value): Value =>
    scale(addN(pairs.map(([a, b]) => agreement(a, b))), 1 / pairs.length);
  const { graph } = G[0]![0]!.node;
  const found = gradients(meanOf(AGREEMENT[form]), scalar(graph, 1), G.flat());
  const directions = gradientsOfLayers.map((of) =>
    found.splice(0, of.length).map((d, tensor) => withZeros(d!, of[tensor]!.shape)),
  );
  return { directions, correlation: meanOf(AGREEMENT.corr) };
}

/** The columns of a gradient [rows, columns] that are of operations. */
function withoutExtras(G: Value, choices: number): Value {
  return slice(G, [0, 0], [G.shape[0] ?? 0, choices]);
}

/** A direction in the shape of the mixing weights: columns that are no operation's stay where they are. */
function withZeros(d: Value, [rows = 0, columns = 0]: Shape): Value {
  const missing = columns - (d.shape[1] ?? 0);
  return missing === 0 ? d : concat([d, filled(d.node.graph, 0, [rows, missing])], 1);
}
