/**
 * One search step as one call: α step on the validation batch, perturbation of A, weight step on the
 * training batch. It is described here once and compiled once; which parts run is decided at each call.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import type { Method } from '../methods/method.ts';
import type { Supernet } from '../supernet/network.ts';
import { cellValues, type PerCell, perCell } from '../supernet/perCell.ts';
import { merged, onlyIf } from '../tensorflow/branch.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Value } from '../tensorflow/graph.ts';
import { scalar } from '../tensorflow/ops/basic.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';
import { alphaStep } from './alphaStep.ts';
import { type Batch, type Forward, forwardPasses } from './forward.ts';
import { crossEntropy, crossEntropyOfEach } from '../training/loss.ts';
import type { NoiseInput } from '../supernet/noise.ts';
import { relaxed } from './relax.ts';
import type { SearchState, SearchValues } from './state.ts';
import { weightStep } from './weightStep.ts';

export interface StepSpec {
  readonly net: Supernet;
  readonly method: Method;
  readonly config: SearchConfig;
  readonly noise: NoiseInput;
}

/** Names of the U(−ε, ε) inputs of the step with their shapes. */
export type UniformInputs = Map<string, readonly number[]>;

/** Outputs of a step that every method has; `alpha.loss` is 0 in steps without an α step. */
export const STEP_OUTPUTS = ['step.loss', 'step.accuracy', 'step.gradNorm', 'alpha.loss'] as const;

/** The parts of a step as programs of their own, each with its updates: what `bench step` times. */
export const STEP_PARTS = {
  alphaStep: { outputs: ['only.alphaStep'] },
  perturbation: { outputs: CELL_TYPES.map((type) => `A.${type}`) },
  weightStep: { outputs: ['only.weightStep'], seams: CELL_TYPES.map((type) => `A.fed.${type}`) },
} as const;

/** Adds the step to a graph. Returns the uniform inputs that the method's perturbation wants fed. */
export function buildStep(builder: GraphBuilder, state: SearchState, spec: StepSpec): UniformInputs {
  const { net, config, method } = spec;
  const { values } = state;
  const { weights } = values;
  const passes = (w: Value): Forward => forwardPasses(net, w, spec.noise('step'));
  const forward = passes(weights.w);
  const alphaOn = builder.input('alpha.on', [], 'bool');
  const validation = batchInput(builder, 'validation', net, config.batch);
  const train = batchInput(builder, 'train', net, config.batch);

  const scheduled = scheduleInputs(builder, spec);
  const learningRate = builder.input('learningRate', []);
  const onlyInAlphaSteps = ({ x, y }: Batch): Batch => ({ x: onlyIf(alphaOn, x), y });
  const arch = alphaStep(
    {
      ...values,
      config,
      regularise: (alphas) => method.regularise?.({ alphas, scheduled }),
      forwardAt: (w) => (w === weights.w ? forward : passes(w)),
      train: onlyInAlphaSteps(train),
      validation: onlyInAlphaSteps(validation),
      learningRate,
    },
    {
      learningRate: builder.input('alpha.learningRate', []),
      correction1: builder.input('adam.correction1', []),
      correction2: builder.input('adam.correction2', []),
    },
  );
  const either = (taken: Value, otherwise: Value): Value => merged(alphaOn, taken, otherwise);
  const architecture = perCell((type) => {
    const [next, old] = [arch.architecture[type], values.architecture[type]];
    return { alpha: either(next.alpha, old.alpha), m: either(next.m, old.m), v: either(next.v, old.v) };
  });
  const running = {
    mean: either(arch.running.mean, values.running.mean),
    variance: either(arch.running.variance, values.running.variance),
  };

  const uniforms: UniformInputs = new Map();
  const A0 = relaxed(architecture);
  const scored = config.shiftBatch === 'validation' ? validation : train;
  const moved = perturbed(builder, spec, { forward, A0, scored, running, uniforms });
  const A = perCell((type) => builder.seam(`A.fed.${type}`, moved[type]));
  const step = weightStep(forward, weights, running, A, train, learningRate, config);

  builder.output('alpha.loss', either(arch.loss, scalar(builder.graph, 0)));
  builder.output('alpha.logits', arch.logits);
  for (const type of CELL_TYPES) {
    builder.output(`alpha.gradient.${type}`, arch.gradient[type]);
    builder.output(`A0.${type}`, A0[type]);
    builder.output(`A.${type}`, A[type]);
  }
  const next: SearchValues = { weights: step.weights, running: step.running, architecture };
  builder.output('step.loss', step.loss, state.store(next));
  builder.output('step.logits', step.logits);
  builder.output('step.accuracy', step.accuracy);
  builder.output('step.gradNorm', step.gradNorm);
  partOutputs(builder, state, arch, step);
  return uniforms;
}

/** Name of the input that brings a number of the method's schedule. */
export function scheduleInput(name: string): string {
  return `schedule.${name}`;
}

function scheduleInputs(builder: GraphBuilder, { method, config }: StepSpec): (name: string) => Value {
  const inputs = new Map(
    Object.keys(method.schedule?.(config, 0) ?? {}).map((name) => [
      name,
      builder.input(scheduleInput(name), []),
    ]),
  );
  return (name) => {
    const input = inputs.get(name);
    if (!input) throw new Error(`${config.method} schedules no "${name}"`);
    return input;
  };
}

function partOutputs(
  builder: GraphBuilder,
  state: SearchState,
  arch: ReturnType<typeof alphaStep>,
  step: ReturnType<typeof weightStep>,
): void {
  builder.output(
    'only.alphaStep',
    arch.loss,
    state.store({ architecture: arch.architecture, running: arch.running }),
  );
  builder.output('only.weightStep', step.loss, state.store({ weights: step.weights, running: step.running }));
}

interface Perturbation {
  readonly forward: Forward;
  readonly A0: PerCell<Value>;
  readonly scored: Batch;
  readonly running: SearchValues['running'];
  readonly uniforms: UniformInputs;
}

function perturbed(builder: GraphBuilder, spec: StepSpec, part: Perturbation): PerCell<Value> {
  const { forward, A0, scored, running, uniforms } = part;
  const { method, config } = spec;
  if (!method.perturb) return A0;
  return method.perturb({
    config,
    A: A0,
    epsilon: builder.input('epsilon', []),
    uniform: (name, leading) =>
      perCell((type) => {
        const shape = [...leading, ...A0[type].shape];
        uniforms.set(`uniform.${name}.${type}`, shape);
        return builder.input(`uniform.${name}.${type}`, shape);
      }),
    lossAt: (A) => crossEntropy(forward.evaluate(scored.x, A, running), scored.y),
    lossesAt: (A) => crossEntropyOfEach(forward.evaluate(scored.x, A, running), scored.y),
    gradientAt: (loss, A) => {
      const [normal, reduce] = gradients(loss, scalar(builder.graph, 1), cellValues(A));
      if (!normal || !reduce) throw new Error('the loss does not depend on A');
      return { normal, reduce };
    },
    record: (name, value) => builder.output(name, value),
  });
}

export function batchInput(builder: GraphBuilder, name: string, net: Supernet, batch: number): Batch {
  const { height, width, inputChannels } = net.spec;
  return {
    x: builder.input(`${name}.x`, [batch, height, width, inputChannels]),
    y: builder.input(`${name}.y`, [batch], 'int32'),
  };
}
