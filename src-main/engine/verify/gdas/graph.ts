/** The graph that GDAS is replayed on in a network of its own repository: the pass, and a step of weights, then logits. */
import type { SearchConfig } from '../../../../src-shared/run/config.ts';
import { METHODS } from '../../methods/registry.ts';
import { adamStep } from '../../search/alphaStep.ts';
import { listOf, mapped } from '../../supernet/tensors.ts';
import { TrainPass } from '../../supernet/trainPass.ts';
import { type Precision, sizeOf, type Value } from '../../tensorflow/graph.ts';
import { filled, scalar, scale, stopGradient } from '../../tensorflow/ops/basic.ts';
import { concat, flatten, reshape, split } from '../../tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../../tensorflow/session.ts';
import { crossEntropy } from '../../training/loss.ts';
import { lossGradients } from '../../training/lossGradients.ts';
import { sgd, updatedStatistics } from '../../training/sgd.ts';
import type { GdasNetwork } from './network.ts';

export interface GdasCase {
  readonly net: GdasNetwork;
  readonly config: SearchConfig;
  readonly precision: Precision;
  /** Names of the tensors of logits. */
  readonly names: readonly string[];
  /** [edges, operations] */
  readonly shape: readonly [number, number];
  readonly resolution: number;
}

type Named = Readonly<Record<string, Value>>;

/** Logits, loss, draw and all gradients of one pass; statistics after it. */
export function probeGraph(spec: GdasCase): { session: Session; outputs: readonly string[] } {
  const graph = new GdasGraph(spec);
  const { builder } = graph;
  const [w, alphas] = [graph.weights(), graph.logits()];
  const pass = graph.pass('probe', w, alphas);
  const { statistics } = spec.net.parameters;
  const running = {
    mean: builder.input('mean', [statistics]),
    variance: builder.input('variance', [statistics]),
  };
  const after = updatedStatistics(running, pass.statistics());
  const [ofWeights, ...ofLogits] = lossGradients(pass.loss, [w, ...Object.values(alphas)], spec.config);
  const values: Named = {
    logits: pass.logits,
    loss: pass.loss,
    'gradient.w': ofWeights!,
    ...named('gradient', alphas, ofLogits),
    ...pass.drawn,
    ...named('after', after, Object.values(after)),
  };
  return graph.session(values);
}

/** SGD on the weights, Adam on the logits at the new weights; the norm that clips is that of both gradients. */
export function stepGraph(spec: GdasCase): { session: Session; outputs: readonly string[] } {
  const graph = new GdasGraph(spec);
  const { builder } = graph;
  const { config } = spec;
  const [w, alphas] = [graph.weights(), graph.logits()];
  const trained = graph.pass('weights', w, alphas);
  const all = [w, ...Object.values(alphas)];
  const together = concat(all.map(flatten), 0);
  const found = concat(lossGradients(trained.loss, all, config).map(flatten), 0);
  const still = filled(builder.graph, 0, [sizeOf(together.shape) - sizeOf(w.shape)]);
  const learns = concat([trained.ran!, still], 0);
  const before = { w: together, momentum: scale(together, 0) };
  const { weights, gradNorm } = sgd(before, found, builder.input('learningRate', []), config, learns);
  // A point of its own: the gradient does not go on through the step that led to it.
  const next = stopGradient(split(weights.w, [sizeOf(w.shape), sizeOf(still.shape)])[0]!);
  const validated = graph.pass('alpha', next, alphas);
  const ofLogits = lossGradients(validated.loss, Object.values(alphas), config);
  const adam = {
    learningRate: scalar(builder.graph, config.alphaLearningRate),
    correction1: scalar(builder.graph, 1 - config.alphaBeta1),
    correction2: scalar(builder.graph, 1 - config.alphaBeta2),
  };
  const moved = Object.values(alphas).map((alpha, index) => {
    const fresh = { alpha, m: scale(alpha, 0), v: scale(alpha, 0) };
    return adamStep(fresh, ofLogits[index]!, adam, config).alpha;
  });
  return graph.session({
    w_logits: trained.logits,
    w_loss: trained.loss,
    grad_norm_clip: gradNorm,
    w_after: next,
    a_logits: validated.logits,
    a_loss: validated.loss,
    ...named('grad_alpha', alphas, ofLogits),
    ...named('alpha_after', alphas, moved),
  });
}

function named(part: string, keys: object, values: readonly Value[]): Named {
  return Object.fromEntries(Object.keys(keys).map((key, index) => [`${part}.${key}`, values[index]!]));
}

class GdasGraph {
  readonly builder: GraphBuilder;
  readonly #spec: GdasCase;

  constructor(spec: GdasCase) {
    this.#spec = spec;
    this.builder = new GraphBuilder(spec.precision);
  }

  weights(): Value {
    return this.builder.input('w', [this.#spec.net.parameters.size]);
  }

  /** By the name of the recording. */
  logits(): Named {
    return Object.fromEntries(
      this.#spec.names.map((name) => [name, this.builder.input(`alpha.${name}`, this.#spec.shape)]),
    );
  }

  /** A pass at the operations that are drawn from the logits, in train mode; draws are fed under `part`. */
  pass(part: string, w: Value, alphas: Named) {
    const { net, config, shape, resolution } = this.#spec;
    const { builder } = this;
    const [edges] = shape;
    const exponentials = mapped(alphas, (_, name) => builder.input(`${part}.exp.${name}`, shape));
    const temperature = builder.input(`${part}.temperature`, []);
    const drawn: Record<string, Value> = {};
    const { A, ran, constant } = METHODS.gdas.sample!({
      config,
      chooses: mapped(alphas, () => 'operation' as const),
      logits: alphas,
      A: alphas,
      scheduled: () => temperature,
      draw: () => exponentials,
      seed: () => {
        throw new Error('no seed here');
      },
      record: (name, value) => {
        drawn[name] = value;
      },
    });
    const noNoise = (): never => {
      throw new Error('no noise here');
    };
    const train = new TrainPass(net.parameters, w, noNoise, {
      A: mapped(A, (of, name) => (constant ? concat([of, reshape(constant[name]!, [edges, 1])], 1) : of)),
      ran,
      common: true,
    });
    const x = builder.input(`${part}.x`, [config.batch, resolution, resolution, 3]);
    const y = builder.input(`${part}.y`, [config.batch], 'int32');
    const scores = net.logits(train, x);
    return {
      logits: scores,
      loss: crossEntropy(scores, y),
      statistics: () => train.batchStatistics(),
      ran: train.ranWeights(),
      drawn: { ...drawn, ...named('ran', ran!, listOf(ran!)) },
    };
  }

  session(values: Named): { session: Session; outputs: readonly string[] } {
    for (const [name, value] of Object.entries(values)) this.builder.output(name, value);
    const outputs = Object.keys(values);
    return { session: new Session(this.builder, [{ outputs }]), outputs };
  }
}
