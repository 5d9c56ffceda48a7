/** The compiled graph of one search, with an operation for each thing the loop does with it. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { CELL_TYPES, SPACES } from '../../../src-shared/space/spaces.ts';
import { architectureSize, buildHessian } from '../curvature/hessian.ts';
import { METHODS } from '../methods/registry.ts';
import { type Supernet, supernet } from '../supernet/network.ts';
import type { PerCell } from '../supernet/perCell.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import { type Feeds, GraphBuilder, type Numbers, type Program, Session } from '../tensorflow/session.ts';
import { loadVariables, readVariables, type Shapes, type TensorData } from '../tensorflow/variables.ts';
import { buildEvaluation, EVALUATION_OUTPUTS } from './evaluation.ts';
import { drawnNoise } from '../supernet/noise.ts';
import { SearchState, type StateName, statePrograms, stateShapes } from './state.ts';
import { buildStep, scheduleInput, STEP_OUTPUTS, type UniformInputs } from './step.ts';

export interface Images {
  /** [B, H, W, C] float32, normalised. */
  readonly x: Float32Array;
  readonly y: Int32Array;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Numbers that change from step to step. */
export interface StepSettings {
  readonly learningRate: number;
  readonly epsilon: number;
  /** How many α steps were done, this one included; undefined: none in this step. */
  readonly alphaSteps: number | undefined;
  /** Draws `count` numbers of U(−ε, ε) for the named input. */
  readonly uniforms: (name: string, count: number) => Float32Array;
  readonly noiseSeed: readonly [number, number];
  /** Epoch, 0-based: what the method's schedule goes by. */
  readonly epoch: number;
}

export interface ShiftRecord {
  /** [T, N] flat. */
  readonly losses: Numbers;
  readonly omega: Numbers;
  readonly squaredDistance: PerCell<Numbers>;
  /** ‖ΔA‖ per cell type. */
  readonly length: Numbers;
}

export interface StepResult {
  readonly loss: number;
  readonly accuracy: number;
  readonly gradNorm: number;
  readonly alphaLoss?: number;
  readonly shift?: ShiftRecord;
}

const SHIFT_OUTPUTS = [
  'ms.losses',
  'ms.omega',
  'ms.squaredDistance.normal',
  'ms.squaredDistance.reduce',
  'shift.length',
] as const;

export class CompiledSearch {
  readonly net: Supernet;
  readonly session: Session;
  readonly #config: SearchConfig;
  readonly #uniforms: UniformInputs;
  readonly #perturbs: boolean;
  readonly #stepOutputs: readonly string[];
  readonly #blank: Images;

  /** `programs` in place of those of a search: what a benchmark times. */
  constructor(config: SearchConfig, image: ImageShape, classes: number, programs?: readonly Program[]) {
    const { height, width, channels: inputChannels } = image;
    const { channels, layers, batch } = config;
    this.#config = config;
    this.net = supernet({
      space: SPACES[config.space],
      channels,
      layers,
      height,
      width,
      inputChannels,
      classes,
    });
    const builder = new GraphBuilder('float32', config.precision === 'mixed');
    const state = new SearchState(builder, this.net);
    const noise = drawnNoise(builder);
    const method = METHODS[config.method];
    this.#uniforms = buildStep(builder, state, { net: this.net, method, config, noise });
    this.#perturbs = method.perturb !== undefined;
    const shifts = SHIFT_OUTPUTS.every((name) => builder.outputs.has(name));
    this.#stepOutputs = [...STEP_OUTPUTS, ...(shifts ? SHIFT_OUTPUTS : [])];
    buildEvaluation(builder, state, this.net, batch, noise);
    if (config.curvature !== 'off') {
      const { curvatureOver: over, alphaWeightDecay: weightDecay } = config;
      const mode = 'train';
      buildHessian(builder, state, {
        name: 'curvature',
        net: this.net,
        batch,
        over,
        mode,
        weightDecay,
        noise,
      });
    }
    const searching = [this.#stepOutputs, EVALUATION_OUTPUTS, ['curvature.product']]
      .filter((outputs) => outputs.every((name) => builder.outputs.has(name)))
      .map((outputs) => ({ outputs }));
    this.session = new Session(builder, [...(programs ?? searching), ...statePrograms(this.net)]);
    this.#blank = { x: new Float32Array(batch * height * width * inputChannels), y: new Int32Array(batch) };
  }

  /** One search step; `validation` is needed for an α step and for a mean shift scored on it. */
  step(train: Images, validation: Images | undefined, settings: StepSettings): StepResult {
    const feeds = this.feeds(train, validation, settings);
    const result: Partial<Record<string, Numbers>> = this.session.run(feeds, this.#stepOutputs);
    const only = (name: string): number => result[name]![0]!;
    return {
      loss: only('step.loss'),
      accuracy: only('step.accuracy'),
      gradNorm: only('step.gradNorm'),
      ...(settings.alphaSteps === undefined ? {} : { alphaLoss: only('alpha.loss') }),
      ...(result['ms.losses']
        ? {
            shift: {
              losses: result['ms.losses'],
              omega: result['ms.omega']!,
              squaredDistance: {
                normal: result['ms.squaredDistance.normal']!,
                reduce: result['ms.squaredDistance.reduce']!,
              },
              length: result['shift.length']!,
            },
          }
        : {}),
    };
  }

  /** What a step is fed with. */
  feeds(train: Images, validation: Images | undefined, settings: StepSettings): Feeds {
    const { alphaBeta1, alphaBeta2, alphaLearningRate } = this.#config;
    const { alphaSteps, epsilon } = settings;
    const other = validation ?? this.#blank;
    const feeds: Record<string, Numbers> = {
      'train.x': train.x,
      'train.y': train.y,
      'validation.x': other.x,
      'validation.y': other.y,
      'alpha.on': Int32Array.of(alphaSteps === undefined ? 0 : 1),
      'alpha.learningRate': Float32Array.of(alphaLearningRate),
      'adam.correction1': Float32Array.of(1 - alphaBeta1 ** (alphaSteps ?? 1)),
      'adam.correction2': Float32Array.of(1 - alphaBeta2 ** (alphaSteps ?? 1)),
      'noise.seed': Int32Array.from(settings.noiseSeed),
      learningRate: Float32Array.of(settings.learningRate),
    };
    if (this.#perturbs) feeds['epsilon'] = Float32Array.of(epsilon);
    const scheduled = METHODS[this.#config.method].schedule?.(this.#config, settings.epoch) ?? {};
    for (const [name, value] of Object.entries(scheduled))
      feeds[scheduleInput(name)] = Float32Array.of(value);
    for (const [name, shape] of this.#uniforms) feeds[name] = settings.uniforms(name, sizeOf(shape));
    return feeds;
  }

  /** Losses and hits (1 or 0) per image at mixing weights A, batch norm in eval mode. */
  evaluate(
    { x, y }: Images,
    A: PerCell<Float32Array>,
    noiseSeed: readonly [number, number],
  ): { losses: Numbers; hits: Numbers } {
    const feeds: Record<string, Numbers> = {
      'evaluation.x': x,
      'evaluation.y': y,
      'noise.seed': Int32Array.from(noiseSeed),
    };
    for (const type of CELL_TYPES) feeds[`evaluation.A.${type}`] = A[type];
    const result = this.session.run(feeds, EVALUATION_OUTPUTS);
    return { losses: result['evaluation.losses'], hits: result['evaluation.hits'] };
  }

  /** Hessian of the loss on these images times v, over the architecture flattened. */
  hessianProduct({ x, y }: Images, v: Float64Array, noiseSeed: readonly [number, number]): Float64Array {
    const feeds = {
      'curvature.x': x,
      'curvature.y': y,
      'curvature.v': v,
      'noise.seed': Int32Array.from(noiseSeed),
    };
    return Float64Array.from(this.session.run(feeds, ['curvature.product'])['curvature.product']);
  }

  get architectureSize(): number {
    return architectureSize(this.net);
  }

  alphas(): PerCell<Numbers> {
    const result = this.session.run({}, ['state.alpha.normal', 'state.alpha.reduce']);
    return { normal: result['state.alpha.normal'], reduce: result['state.alpha.reduce'] };
  }

  /** Names and shapes of the state, as in checkpoints. */
  get shapes(): Shapes<StateName> {
    return stateShapes(this.net);
  }

  load(state: Readonly<TensorData<StateName>>): void {
    loadVariables(this.session, state);
  }

  /** The whole state: the one time that weights leave TensorFlow. */
  read(): TensorData<StateName> {
    return readVariables(this.session, this.shapes);
  }
}
