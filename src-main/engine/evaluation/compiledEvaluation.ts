/** The compiled graph of one evaluation, with an operation for each thing the loop does with it. */
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import type { ImageShape } from '../dataset/datasetInfo.ts';
import type { Images } from '../search/compiledSearch.ts';
import { drawnNoise } from '../supernet/noise.ts';
import { type Feeds, GraphBuilder, type Numbers, Session } from '../tensorflow/session.ts';
import {
  loadVariables,
  readVariables,
  type Shapes,
  type TensorData,
  variablePrograms,
} from '../tensorflow/variables.ts';
import { evaluationShapes, type EvaluationTensor } from './evaluationState.ts';
import { type EvaluationNetwork, evaluationNetwork, networkSpec } from './network.ts';
import {
  AUXILIARY_OUTPUT,
  buildTest,
  buildTrainingStep,
  evaluationGraph,
  STEP_OUTPUTS,
  TEST_OUTPUTS,
} from './trainingStep.ts';

/** Numbers that change from step to step. */
export interface StepSettings {
  readonly learningRate: number;
  /** Probability that drop path drops a branch. */
  readonly dropPath: number;
  /** Draws which images keep which branch: 1 or 0 for each of `count`. */
  readonly kept: (count: number, probability: number) => Float32Array;
  readonly noiseSeed: readonly [number, number];
}

export interface StepResult {
  readonly loss: number;
  readonly accuracy: number;
  readonly gradNorm: number;
  readonly auxiliaryLoss?: number;
}

/** Per image. */
export interface TestResult {
  readonly losses: Numbers;
  readonly hits: Numbers;
  readonly hits5: Numbers;
}

export class CompiledEvaluation {
  readonly net: EvaluationNetwork;
  readonly session: Session;
  readonly shapes: Shapes<EvaluationTensor>;
  readonly #batch: number;
  readonly #dropsPaths: boolean;
  readonly #stepOutputs: readonly string[];

  constructor(config: EvalConfig, image: ImageShape, classes: number) {
    this.net = evaluationNetwork(networkSpec(config, image, classes));
    this.shapes = evaluationShapes(this.net.parameters);
    this.#batch = config.batch;
    const builder = new GraphBuilder('float32', config.precision === 'mixed');
    const graph = evaluationGraph(builder, this.net, config.batch, drawnNoise(builder));
    buildTrainingStep(builder, graph, config);
    buildTest(builder, graph);
    this.#dropsPaths = builder.inputs.has('dropPath.kept');
    this.#stepOutputs = [...STEP_OUTPUTS, ...(config.auxiliary ? [AUXILIARY_OUTPUT] : [])];
    this.session = new Session(builder, [
      { outputs: this.#stepOutputs },
      { outputs: TEST_OUTPUTS },
      ...variablePrograms(this.shapes),
    ]);
  }

  /** One training step. */
  step(images: Images, settings: StepSettings): StepResult {
    const result: Partial<Record<string, Numbers>> = this.session.run(
      this.feeds(images, settings),
      this.#stepOutputs,
    );
    const only = (name: string): number => result[name]![0]!;
    return {
      loss: only('step.loss'),
      accuracy: only('step.accuracy'),
      gradNorm: only('step.gradNorm'),
      ...(result[AUXILIARY_OUTPUT] ? { auxiliaryLoss: only(AUXILIARY_OUTPUT) } : {}),
    };
  }

  /** What a step is fed with. */
  feeds({ x, y }: Images, { learningRate, dropPath, kept, noiseSeed }: StepSettings): Feeds {
    return {
      'train.x': x,
      'train.y': y,
      learningRate: Float32Array.of(learningRate),
      'noise.seed': Int32Array.from(noiseSeed),
      ...(this.#dropsPaths
        ? {
            'dropPath.kept': kept(this.net.branches.length * this.#batch, dropPath),
            'dropPath.keep': Float32Array.of(1 - dropPath),
          }
        : {}),
    };
  }

  /** Losses and hits of images, batch norm in eval mode. */
  test({ x, y }: Images, noiseSeed: readonly [number, number]): TestResult {
    const feeds = { 'test.x': x, 'test.y': y, 'noise.seed': Int32Array.from(noiseSeed) };
    const result = this.session.run(feeds, TEST_OUTPUTS);
    return { losses: result['test.losses'], hits: result['test.hits'], hits5: result['test.hits5'] };
  }

  load(state: Readonly<TensorData<EvaluationTensor>>): void {
    loadVariables(this.session, state);
  }

  /** The whole state: the one time that weights leave TensorFlow. */
  read(): TensorData<EvaluationTensor> {
    return readVariables(this.session, this.shapes);
  }
}
