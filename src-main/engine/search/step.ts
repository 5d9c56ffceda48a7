/**
 * One search step as one call: α step on the validation batch, perturbation of A, weight step on the
 * training batch. It is described here once and compiled once; which parts run is decided at each call.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { Method, PerturbContext } from '../methods/method.ts';
import { type Drop, type Drops } from '../supernet/drops.ts';
import type { NoiseInput } from '../supernet/noise.ts';
import type { Supernet } from '../supernet/spec.ts';
import { listOf, type LogitTensor, mapped, namedAs, type Tensors } from '../supernet/tensors.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import { merged, onlyIf } from '../tensorflow/branch.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, constant, mul, scalar, scale } from '../tensorflow/ops/basic.ts';
import type { GraphBuilder, Program } from '../tensorflow/session.ts';
import { crossEntropy, crossEntropyOfEach } from '../training/loss.ts';
import { type AlphaStep, alphaStep } from './alphaStep.ts';
import type { DrawInput, DrawInputs } from './draws.ts';
import { type Batch, batchInput, type Forward, forwardPasses } from './forward.ts';
import { columnsOf, edgeLogits, type Mixing, openLogits, operationLogits, ranColumns } from './mixing.ts';
import { sampledMixing } from './sampled.ts';
import type { Scheduled } from './scheduled.ts';
import type { SearchState, SearchValues } from './state.ts';
import { type ChangedGradient, type FoundGradient, type WeightStep, weightStep } from './weightStep.ts';

export interface StepSpec {
  readonly net: Supernet;
  readonly method: Method;
  readonly config: SearchConfig;
  readonly noise: NoiseInput;
  readonly scheduled: Scheduled;
  /** Masks of what training leaves out, each time it is asked. */
  readonly masks: (keep: Value) => Drop;
}

/** Outputs of a step that every method has; `alpha.loss` is 0 in steps without an α step. */
export const STEP_OUTPUTS = ['step.loss', 'step.accuracy', 'step.gradNorm', 'alpha.loss'] as const;

interface StepParts {
  readonly alphaStep?: Program;
  readonly perturbation?: Program;
  readonly weightStep: Program;
}

/** The parts that a step of the method has as programs of their own, each with its updates: what `bench step` times. */
export function stepParts({ alphas }: Supernet, { order, perturb }: Method): StepParts {
  return {
    ...(order === 'weights-only' ? {} : { alphaStep: { outputs: ['only.alphaStep'] } }),
    ...(perturb ? { perturbation: { outputs: alphas.map(({ name }) => `A.${name}`) } } : {}),
    weightStep: { outputs: ['only.weightStep'], seams: alphas.map(({ name }) => `A.fed.${name}`) },
  };
}

/** Adds the step to a graph. Returns the random inputs that it wants fed. */
export function buildStep(builder: GraphBuilder, state: SearchState, spec: StepSpec): DrawInputs {
  const step = new StepBuilder(builder, spec);
  const { values } = state;
  const { order } = spec.method;
  const first = order === undefined ? step.alphas(values) : undefined;
  const trained = step.weights(first?.next ?? values, first?.passes);
  const last = order === 'weights-first' ? step.alphas(trained.next) : undefined;
  const alphas = first ?? last;
  const next: SearchValues = { ...trained.next, ...(last ? last.next : {}), memory: trained.next.memory };

  builder.output('alpha.loss', alphas?.loss ?? scalar(builder.graph, 0));
  builder.output('step.loss', trained.step.loss, state.store(next));
  builder.output('step.logits', trained.step.logits);
  builder.output('step.accuracy', trained.step.accuracy);
  builder.output('step.gradNorm', trained.step.gradNorm);
  if (alphas) {
    const { architecture, running, loss } = alphas.step;
    builder.output('only.alphaStep', loss, state.store({ architecture, running }));
  }
  const { weights, running, loss } = trained.step;
  builder.output('only.weightStep', loss, state.store({ weights, running }));
  return step.draws;
}

interface AlphaPart {
  readonly next: SearchValues;
  readonly step: AlphaStep;
  /** 0 in steps without an α step. */
  readonly loss: Value;
  readonly passes: Forward;
}

class StepBuilder {
  readonly draws = new Map<string, DrawInput>();
  readonly #builder: GraphBuilder;
  readonly #spec: StepSpec;
  readonly #train: Batch;
  readonly #validation: Batch;
  readonly #alphaOn: Value;
  readonly #learningRate: Value;
  readonly #alphaRate: Value;
  readonly #adam: { readonly correction1: Value; readonly correction2: Value };
  /** ∇w of the validation loss, where a method reads it. */
  #ofValidation: Value | undefined;

  constructor(builder: GraphBuilder, spec: StepSpec) {
    const { net, config } = spec;
    this.#builder = builder;
    this.#spec = spec;
    this.#alphaOn = builder.input('alpha.on', [], 'bool');
    this.#validation = batchInput(builder, 'validation', net, config.batch);
    this.#train = batchInput(builder, 'train', net, config.batch);
    this.#learningRate = builder.input('learningRate', []);
    this.#alphaRate = builder.input('alpha.learningRate', []);
    this.#adam = {
      correction1: builder.input('adam.correction1', []),
      correction2: builder.input('adam.correction2', []),
    };
  }

  /** Adam on the logits; everything stays as it was in steps without an α step. */
  alphas(values: SearchValues): AlphaPart {
    const { net, config, method, scheduled } = this.#spec;
    const builder = this.#builder;
    const { weights } = values;
    const passes = this.#passes(weights.w);
    const onlyInAlphaSteps = ({ x, y }: Batch): Batch => ({ x: onlyIf(this.#alphaOn, x), y });
    const logits = mapped(values.architecture, ({ alpha }) => alpha);
    const step = alphaStep(
      {
        ...values,
        config,
        mixed: this.#mixed(this.#sampled('alpha', logits)),
        regularise: () =>
          method.regularise?.({
            config,
            alphas: operationLogits(net.spec, logits),
            edges: edgeLogits(net.spec, logits),
            scheduled: scheduled.number,
          }),
        ofWeights: method.memory !== undefined,
        forwardAt: (w) => (w === weights.w ? passes : this.#passes(w)),
        train: onlyInAlphaSteps(this.#train),
        validation: onlyInAlphaSteps(this.#validation),
        learningRate: this.#learningRate,
        record: (name, value) => builder.output(name, value),
      },
      { ...this.#adam, learningRate: this.#alphaRates() },
      openLogits(net.spec, this.#builder.graph),
    );
    const either = (taken: Value, otherwise: Value): Value => merged(this.#alphaOn, taken, otherwise);
    if (step.ofWeights) this.#ofValidation = either(step.ofWeights, scale(weights.w, 0));
    builder.output('alpha.logits', step.logits);
    this.#outputs('alpha.gradient', step.gradient);
    const architecture = mapped(values.architecture, (old, name) => {
      const next = step.architecture[name]!;
      return { alpha: either(next.alpha, old.alpha), m: either(next.m, old.m), v: either(next.v, old.v) };
    });
    const running = {
      mean: either(step.running.mean, values.running.mean),
      variance: either(step.running.variance, values.running.variance),
    };
    const loss = either(step.loss, scalar(builder.graph, 0));
    return { next: { ...values, architecture, running }, step, loss, passes };
  }

  /** SGD on the weights at the mixing weights that the method makes of the logits. */
  weights(values: SearchValues, passes?: Forward): { next: SearchValues; step: WeightStep } {
    const { net, config, method } = this.#spec;
    const builder = this.#builder;
    const { weights, running, architecture } = values;
    const forward = passes ?? this.#passes(weights.w);
    const mixing = this.#sampled(
      'weights',
      mapped(architecture, ({ alpha }) => alpha),
    );
    const moved = this.#perturbed(mixing, forward, values);
    const A = mapped(moved, (of, name) => builder.seam(`A.fed.${name}`, of));
    this.#outputs('A0', mixing.A);
    this.#outputs('A', A);
    const memory: Record<string, Value> = {};
    const step = weightStep({
      forward,
      before: weights,
      running,
      mixed: this.#mixed({ ...mixing, A }),
      layers: net.layers,
      batch: this.#train,
      learningRate: this.#learningRate,
      config,
      reshape: method.weightGradient && ((found) => this.#reshaped(found, values, memory)),
    });
    return { next: { ...values, weights: step.weights, running: step.running, memory }, step };
  }

  #outputs(part: string, of: Tensors<Value>): void {
    for (const [name, value] of Object.entries(of)) this.#builder.output(`${part}.${name}`, value);
  }

  #passes(w: Value): Forward {
    const { net, noise, masks, scheduled } = this.#spec;
    const dropped = (name: string): Drop | undefined =>
      scheduled.has(name) ? masks(scheduled.number(name)) : undefined;
    const drops: Drops = { edge: dropped('keepEdge'), skip: dropped('keepSkip') };
    return forwardPasses(net, w, noise('step'), { drops });
  }

  #mixed(mixing: Mixing): { A: Tensors<Value>; ran: Tensors<Value> | undefined } {
    const { spec } = this.#spec.net;
    return { A: columnsOf(spec, mixing), ran: ranColumns(spec, mixing) };
  }

  #sampled(phase: 'alpha' | 'weights', logits: Tensors<Value>): Mixing {
    const { net, config, method, scheduled } = this.#spec;
    return sampledMixing(
      {
        net,
        config,
        method,
        scheduled,
        drawn: (name, input) => this.#drawn(`draw.${phase}.${name}`, input),
        record: (name, value) => this.#builder.output(`${phase}.${name}`, value),
      },
      logits,
    );
  }

  #drawn(name: string, input: DrawInput): Value {
    this.draws.set(name, input);
    return this.#builder.input(name, input.shape, input.kind === 'seed' ? 'int32' : 'real');
  }

  /** The learning rate of the logits: one number, or one for each column where the method has them differ. */
  #alphaRates(): Value {
    const { net, method, scheduled } = this.#spec;
    if (!method.alphaRates) return this.#alphaRate;
    const [{ logits: columns }] = net.alphas as [LogitTensor];
    const own = Array.from({ length: columns }, (_, column) =>
      net.spec.edgeLogits && column === columns - 1 ? 0 : 1,
    );
    const { graph } = this.#builder;
    const ofOperations = mul(constant(graph, own, [columns]), scheduled.number('alphaRate.operations'));
    const ofEdges = mul(
      constant(
        graph,
        own.map((each) => 1 - each),
        [columns],
      ),
      scheduled.number('alphaRate.edges'),
    );
    return mul(add(ofOperations, ofEdges), this.#alphaRate);
  }

  #perturbed(mixing: Mixing, forward: Forward, { running }: SearchValues): Tensors<Value> {
    const { method, config, net } = this.#spec;
    if (!method.perturb) return mixing.A;
    const scored = config.shiftBatch === 'validation' ? this.#validation : this.#train;
    const columns = (A: Tensors<Value>): Tensors<Value> => columnsOf(net.spec, { ...mixing, A });
    const context: PerturbContext = {
      config,
      A: mixing.A,
      epsilon: this.#builder.input('epsilon', []),
      uniform: (name, leading) =>
        mapped(mixing.A, ({ shape }, tensor, place) =>
          this.#drawn(`uniform.${name}.${tensor}`, {
            kind: 'box',
            tensor,
            place,
            shape: [...leading, ...shape],
          }),
        ),
      lossAt: (A) => crossEntropy(forward.evaluate(scored.x, columns(A), running), scored.y),
      lossesAt: (A) => crossEntropyOfEach(forward.score(scored.x, columns(A), running), scored.y),
      gradientAt: (loss, A) => {
        const found = gradients(loss, scalar(this.#builder.graph, 1), listOf(A));
        return namedAs(A, found);
      },
      record: (name, value) => this.#builder.output(name, value),
    };
    return method.perturb(context);
  }

  #reshaped(
    found: FoundGradient,
    { weights, memory }: SearchValues,
    next: Record<string, Value>,
  ): ChangedGradient {
    const { config, net, method, scheduled } = this.#spec;
    return method.weightGradient!({
      ...found,
      config,
      net,
      scheduled: scheduled.number,
      fed: (name, shape) => this.#builder.input(`fed.${name}`, shape),
      ofValidation: () => this.#ofValidation ?? scale(weights.w, 0),
      memory,
      remember: (name, value) => {
        next[name] = value;
      },
      record: (name, value) => this.#builder.output(name, value),
    });
  }
}
