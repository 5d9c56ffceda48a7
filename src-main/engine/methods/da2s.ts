/**
 * DA²S, discretisation-aware search: the weights of operations and of edges are pushed towards what the
 * genotype will keep.
 *
 *   op weights = softmax(f(α)),  f(α) = x³ where x = 2α < −1, else x
 *   edge weights of a node with k inputs = k · softmax(min(β, 1));  the node with two inputs keeps both
 *   α loss = CE + w·lin(e)·( log(e)·Σ H(softmax f(α)) + 4·Σ_nodes [ 0.2·(Σ max(min(β,1), 0) − 2)² + H(softmax min(β,1)) ] )
 *
 * The reference code gives normal cells the edge weights of reduction cells and the other way round in its
 * forward pass, not in its genotype; here each cell type has its own.
 */
import { deriveSifted } from '../../../src-shared/genotype/deriveSifted.ts';
import { ALPHA_START, alphaRamp, linearRamp, rampEpoch } from '../../../src-shared/methods/da2s.ts';
import { CELL_EDGES, NODE_INPUTS } from '../../../src-shared/space/spaces.ts';
import { listOf } from '../supernet/tensors.ts';
import type { Value } from '../tensorflow/graph.ts';
import {
  add,
  addN,
  filled,
  greater,
  logSoftmax,
  mul,
  neg,
  relu,
  scalar,
  scale,
  softmax,
  square,
  sub,
  where,
} from '../tensorflow/ops/basic.ts';
import { concat, split, sum } from '../tensorflow/ops/shape.ts';
import type { Method } from './method.ts';

/** Edge logits at the start for nodes with 2, 3, 4, 5 inputs. */
const EDGE_START = [0, 0.666, 0.5, 0.4];
const NOISE = 1e-4;

export const da2s: Method = {
  start: (draw, edge, column, operations) =>
    column < operations
      ? NOISE * draw
      : edge < NODE_INPUTS[0]!
        ? 0
        : EDGE_START[CELL_EDGES[edge]!.node]! + NOISE * draw,
  relax: (logits) => softmax(strengthened(logits)),
  relaxEdges: (beta) =>
    concat(
      split(beta, NODE_INPUTS).map((own, node) =>
        node === 0
          ? filled(beta.node.graph, 1, own.shape)
          : scale(softmax(atMostOne(own)), NODE_INPUTS[node]!),
      ),
      0,
    ),
  schedule: (config, epoch) => {
    const at = rampEpoch(config, epoch + 1);
    return { linear: linearRamp(at), alphaRamp: alphaRamp(at) };
  },
  alphaRates: (config, epoch) => ({
    operations: rampEpoch(config, epoch + 1) < ALPHA_START ? 0 : 1,
    edges: 1,
  }),
  regularise: ({ config, alphas, edges, scheduled }) => {
    const ofOperations = addN(listOf(alphas).map((alpha) => entropy(strengthened(alpha))));
    const ofEdges = addN((edges ? listOf(edges) : []).map(edgeLoss));
    const both = add(mul(scheduled('alphaRamp'), ofOperations), scale(ofEdges, 4));
    return mul(scale(scheduled('linear'), config.discreteWeight), both);
  },
  derive: ({ space, alphas, edges }) => deriveSifted(space, alphas, edges),
};

/** f(α) = x³ where x = 2α < −1, else x. */
export function strengthened(logits: Value): Value {
  const x = scale(logits, 2);
  return where(greater(scalar(x.node.graph, -1), x), mul(x, square(x)), x);
}

/** g(β) = min(β, 1). */
export function atMostOne(beta: Value): Value {
  return sub(beta, relu(sub(beta, scalar(beta.node.graph, 1))));
}

/** Σ over rows of the entropy of their softmax. */
function entropy(logits: Value): Value {
  return neg(sum(mul(softmax(logits), logSoftmax(logits))));
}

function edgeLoss(beta: Value): Value {
  const nodes = split(beta, NODE_INPUTS).slice(1);
  return addN(
    nodes.map((own) => {
      const g = atMostOne(own);
      const kept = sum(relu(g));
      return add(scale(square(sub(kept, scalar(g.node.graph, 2))), 0.2), entropy(g));
    }),
  );
}
