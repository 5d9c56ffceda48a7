/** The compiled graph of one search, with an operation for each thing the loop does with it. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { EDGES } from '../../../src-shared/space/spaces.ts';
import { architectureSize, buildHessian } from '../curvature/hessian.ts';
import type { ImageShape } from '../dataset/datasetInfo.ts';
import type { Method } from '../methods/method.ts';
import { METHODS } from '../methods/registry.ts';
import { drawnMasks } from '../supernet/drops.ts';
import { supernet } from '../supernet/network.ts';
import type { Supernet } from '../supernet/spec.ts';
import { drawnNoise } from '../supernet/noise.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import { type LogitTensor, each, mapped, type Tensors } from '../supernet/tensors.ts';
import { identity, mul } from '../tensorflow/ops/basic.ts';
import { reshape } from '../tensorflow/ops/shape.ts';
import { type Feeds, GraphBuilder, type Numbers, type Program, Session } from '../tensorflow/session.ts';
import { loadVariables, readVariables, type Shapes, type TensorData } from '../tensorflow/variables.ts';
import type { DrawInput, DrawInputs } from './draws.ts';
import { buildEvaluation, evaluationOutputs, evaluationPart } from './evaluation.ts';
import { initialState } from './initialState.ts';
import { columnsOf, type Relaxation, relaxed } from './mixing.ts';
import { Scheduled, scheduleFeeds } from './scheduled.ts';
import { type MemoryShapes, SearchState, type StateName, statePrograms, stateShapes } from './state.ts';
import { buildStep, STEP_OUTPUTS } from './step.ts';
import { supernetSpec } from './supernetSpec.ts';

export interface Images {
  /** [B, H, W, C] float32, normalised. */
  readonly x: Float32Array;
  readonly y: Int32Array;
}

/** Numbers that change from step to step. */
export interface StepSettings {
  readonly learningRate: number;
  readonly epsilon: number;
  /** How many α steps were done, this one included; undefined: none in this step. */
  readonly alphaSteps: number | undefined;
  /** Draws the numbers of the `index`-th random input. */
  readonly draws: (index: number, input: DrawInput) => Numbers;
  readonly noiseSeed: readonly [number, number];
  /** Epoch of the stage, 0-based: what the schedules go by. */
  readonly epoch: number;
  /** What the rules of the method feed. */
  readonly fed?: Feeds;
}

export interface ShiftRecord {
  /** [T, N] flat. */
  readonly losses: Numbers;
  readonly omega: Numbers;
  readonly squaredDistance: Tensors<Numbers>;
  /** ‖ΔA‖ of each tensor. */
  readonly length: Numbers;
}

export interface StepResult {
  readonly loss: number;
  readonly accuracy: number;
  readonly gradNorm: number;
  readonly alphaLoss?: number;
  readonly shift?: ShiftRecord;
  /** What the rules of the method read, by name. */
  readonly seen: Readonly<Record<string, Numbers>>;
}

/** The architecture as the graph has it, flat. */
export interface ReadArchitecture {
  /** [edges, logitColumns] */
  readonly logits: Tensors<Numbers>;
  /** Weights of operations times those of edges [edges, K]. */
  readonly weights: Tensors<Numbers>;
  /** What the supernet mixes with [edges, mixingColumns]. */
  readonly columns: Tensors<Numbers>;
}

export interface CompileOptions {
  /** In place of those of a search: what a benchmark times. */
  readonly programs?: readonly Program[] | undefined;
  /** Operations that are there; all unless given. */
  readonly active?: ActiveOperations | undefined;
}

function shiftOutputs({ alphas }: Supernet): string[] {
  return ['ms.losses', 'ms.omega', ...alphas.map(({ name }) => `ms.squaredDistance.${name}`), 'shift.length'];
}

function architectureOutputs({ alphas }: Supernet): string[] {
  return alphas.flatMap(({ name }) =>
    ['logits', 'weights', 'columns'].map((part) => `architecture.${part}.${name}`),
  );
}

export class CompiledSearch {
  readonly net: Supernet;
  readonly session: Session;
  readonly config: SearchConfig;
  readonly #draws: DrawInputs;
  readonly #method: Method;
  readonly #memory: MemoryShapes;
  readonly #perturbs: boolean;
  readonly #seen: readonly string[];
  readonly #stepOutputs: readonly string[];
  readonly #blank: Images;

  constructor(
    config: SearchConfig,
    image: ImageShape,
    classes: number,
    { programs, active }: CompileOptions = {},
  ) {
    const { height, width, channels } = image;
    const { batch } = config;
    this.config = config;
    this.net = supernet(supernetSpec(config, image, classes, active));
    this.#method = METHODS[config.method];
    this.#memory = this.#method.memory?.(this.net) ?? {};
    const method = this.#method;
    const builder = new GraphBuilder('float32', config.precision === 'mixed');
    const state = new SearchState(builder, this.net, this.#memory);
    const noise = drawnNoise(builder);
    const scheduled = new Scheduled(builder, config);
    const masks = drawnMasks(builder);
    this.#draws = buildStep(builder, state, { net: this.net, method, config, noise, scheduled, masks });
    this.#perturbs = builder.inputs.has('epsilon');
    this.#seen = method.rules?.outputs ?? [];
    const shift = shiftOutputs(this.net);
    const shifts = shift.every((name) => builder.outputs.has(name));
    this.#stepOutputs = [...STEP_OUTPUTS, ...(shifts ? shift : []), ...this.#seen];
    const relaxation = { spec: this.net.spec, method, auxiliary: scheduled.auxiliary };
    this.#outputArchitecture(builder, state, relaxation);
    const modes = config.select === 'perturbation' ? (['eval', 'train'] as const) : (['eval'] as const);
    for (const mode of modes) buildEvaluation(builder, state, { net: this.net, batch, noise, mode });
    if (config.curvature !== 'off') {
      const { curvatureOver: over, alphaWeightDecay: weightDecay } = config;
      buildHessian(builder, state, {
        name: 'curvature',
        net: this.net,
        relaxation,
        batch,
        over,
        mode: 'train',
        weightDecay,
        noise,
      });
    }
    const searching = [
      this.#stepOutputs,
      architectureOutputs(this.net),
      ...modes.map(evaluationOutputs),
      ['curvature.product'],
    ]
      .filter((outputs) => outputs.every((name) => builder.outputs.has(name)))
      .map((outputs) => ({ outputs }));
    this.session = new Session(builder, [
      ...(programs ?? searching),
      ...statePrograms(this.net, this.#memory),
    ]);
    this.#blank = { x: new Float32Array(batch * height * width * channels), y: new Int32Array(batch) };
  }

  #outputArchitecture(builder: GraphBuilder, { values }: SearchState, relaxation: Relaxation): void {
    const logits = mapped(values.architecture, ({ alpha }) => alpha);
    const mixing = relaxed(relaxation, logits);
    const columns = columnsOf(this.net.spec, mixing);
    for (const [name, A] of Object.entries(mixing.A)) {
      const ofEdges = mixing.edges && reshape(mixing.edges[name]!, [EDGES, 1]);
      builder.output(`architecture.logits.${name}`, identity(logits[name]!));
      builder.output(`architecture.weights.${name}`, ofEdges ? mul(A, ofEdges) : A);
      builder.output(`architecture.columns.${name}`, identity(columns[name]!));
    }
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
      seen: Object.fromEntries(this.#seen.map((name) => [name, result[name]!])),
      ...(settings.alphaSteps === undefined ? {} : { alphaLoss: only('alpha.loss') }),
      ...(result['ms.losses']
        ? {
            shift: {
              losses: result['ms.losses'],
              omega: result['ms.omega']!,
              squaredDistance: each(this.net.alphas, ({ name }) => result[`ms.squaredDistance.${name}`]!),
              length: result['shift.length']!,
            },
          }
        : {}),
    };
  }

  /** What a step is fed with. */
  feeds(train: Images, validation: Images | undefined, settings: StepSettings): Feeds {
    const { alphaBeta1, alphaBeta2, alphaLearningRate } = this.config;
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
      'drop.seed': Int32Array.from(settings.noiseSeed),
      learningRate: Float32Array.of(settings.learningRate),
    };
    if (this.#perturbs) feeds['epsilon'] = Float32Array.of(epsilon);
    Object.assign(feeds, scheduleFeeds(this.config, settings.epoch), settings.fed);
    [...this.#draws].forEach(([name, input], index) => {
      feeds[name] = settings.draws(index, input);
    });
    return feeds;
  }

  /** The architecture in this epoch of its stage: what the supernet mixes with when it is measured. */
  architecture(epoch: number): ReadArchitecture {
    const feeds = scheduleFeeds(this.config, epoch);
    const result: Partial<Record<string, Numbers>> = this.session.run(feeds, architectureOutputs(this.net));
    const part = (name: string): Tensors<Numbers> =>
      each(this.net.alphas, (tensor) => result[`architecture.${name}.${tensor.name}`]!);
    return { logits: part('logits'), weights: part('weights'), columns: part('columns') };
  }

  /** Losses and hits (1 or 0) per image at mixing weights [edges, columns]. */
  evaluate(
    { x, y }: Images,
    columns: Tensors<Float32Array>,
    noiseSeed: readonly [number, number],
    mode: 'eval' | 'train' = 'eval',
  ): { losses: Numbers; hits: Numbers } {
    const part = (name: string): string => evaluationPart(mode, name);
    const feeds: Record<string, Numbers> = {
      [part('x')]: x,
      [part('y')]: y,
      'noise.seed': Int32Array.from(noiseSeed),
    };
    for (const [name, of] of Object.entries(columns)) feeds[part(`A.${name}`)] = of;
    const result = this.session.run(feeds, evaluationOutputs(mode));
    return { losses: result[part('losses')]!, hits: result[part('hits')]! };
  }

  /** Hessian of the loss on these images times v, over the architecture flattened. */
  hessianProduct(
    { x, y }: Images,
    v: Float64Array,
    { noiseSeed, epoch }: { readonly noiseSeed: readonly [number, number]; readonly epoch: number },
  ): Float64Array {
    const feeds = {
      ...scheduleFeeds(this.config, epoch),
      'curvature.x': x,
      'curvature.y': y,
      'curvature.v': v,
      'noise.seed': Int32Array.from(noiseSeed),
    };
    return Float64Array.from(this.session.run(feeds, ['curvature.product'])['curvature.product']);
  }

  get architectureSize(): number {
    return architectureSize(this.net, this.config.curvatureOver);
  }

  /** Names and shapes of the state, as in checkpoints. */
  get shapes(): Shapes<StateName> {
    return stateShapes(this.net, this.#memory);
  }

  /** The state at the start of a search. */
  initialState(seed: number): TensorData<StateName> {
    const { start } = this.#method;
    const [{ choices }] = this.net.alphas as [LogitTensor];
    return initialState(this.net, seed, {
      memory: this.#memory,
      start: start && ((draw, edge, column) => start(draw, edge, column, choices)),
    });
  }

  load(state: Readonly<TensorData<StateName>>): void {
    loadVariables(this.session, state);
  }

  /** The whole state: the one time that weights leave TensorFlow. */
  read(): TensorData<StateName> {
    return readVariables(this.session, this.shapes);
  }
}
