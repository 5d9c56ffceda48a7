/**
 * The evaluation of a genotype: its network trained from scratch, as DARTS's `train.py` has it.
 *
 *   for each epoch
 *     for each batch of the training images
 *       w ← SGD(w, ∇w L(x, y; w) + 0.4·L_auxiliary)   with drop path      trainingStep.ts
 *     measure: loss, top-1 and top-5 on the test images
 *
 * Everything random is a function of the seed and of where the training stands, so that one that goes on
 * from a checkpoint is the one that never stopped.
 */
import { seededRandom } from '../../../src-shared/random.ts';
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import { dropPathAt, evaluationLearningRate } from '../../../src-shared/run/schedules.ts';
import type { BatchLoader } from '../dataset/loader.ts';
import { STREAMS } from '../training/streams.ts';
import type { CompiledEvaluation, StepSettings } from './compiledEvaluation.ts';
import type { EvaluationLoaders } from './evaluationData.ts';
import type { EvaluationProgress } from './evaluationProgress.ts';
import type { EvaluationRecorder } from './evaluationRecorder.ts';
import { testScore, type TestScore } from './testScore.ts';

export interface Evaluation {
  readonly config: EvalConfig;
  readonly compiled: CompiledEvaluation;
  readonly loaders: EvaluationLoaders;
  readonly stepsPerEpoch: number;
  /** Where the training stands; part of every checkpoint. */
  readonly progress: EvaluationProgress;
  readonly recorder: EvaluationRecorder;
  /** Called between steps: writes a checkpoint when one is due; true when the run shall end here. */
  readonly pauseHere: () => Promise<boolean>;
  /** Called after each epoch. */
  readonly checkpointEpoch: () => void;
}

/** Trains to the end (true), or to where it was asked to stop (false). */
export async function runEvaluation(evaluation: Evaluation): Promise<boolean> {
  const { config, loaders, progress, stepsPerEpoch } = evaluation;
  while (progress.epoch < config.epochs) {
    const { epoch, stepInEpoch: fromBatch } = progress;
    const { cutoutProbability } = config;
    loaders.train.start({ epoch, cutoutProbability, fromBatch, batches: stepsPerEpoch - fromBatch });
    while (progress.stepInEpoch < stepsPerEpoch) {
      oneStep(evaluation);
      const epochDone = progress.stepInEpoch === stepsPerEpoch;
      if (!epochDone && (await evaluation.pauseHere())) return false;
    }
    measureEpoch(evaluation);
    progress.nextEpoch();
    evaluation.checkpointEpoch();
    if (progress.epoch < config.epochs && (await evaluation.pauseHere())) return false;
  }
  return true;
}

function oneStep({ config, compiled, loaders, progress, recorder }: Evaluation): void {
  const began = performance.now();
  const waited = loaders.train.waitSeconds;
  const images = loaders.train.next();
  const settings = stepSettings(config, progress.epoch, progress.step);
  const result = compiled.step(images, settings);
  const dataWait = loaders.train.waitSeconds - waited;
  const seconds = (performance.now() - began) / 1000;
  const { count } = images;
  progress.stepDone({
    loss: result.loss,
    correct: result.accuracy * count,
    images: count,
    seconds,
    dataWait,
  });
  recorder.step(progress, settings, result, { seconds, dataWait });
}

function stepSettings(config: EvalConfig, epoch: number, step: number): StepSettings {
  return {
    learningRate: evaluationLearningRate(config, epoch),
    dropPath: dropPathAt(config, epoch),
    kept: (count, probability) =>
      seededRandom(config.seed, STREAMS.dropPath, step)
        .uniforms(count, 0, 1)
        .map((u) => (u < probability ? 0 : 1)),
    noiseSeed: noiseSeed(config, step),
  };
}

/** Seed of S4's noise, for genotypes that have it. */
export function noiseSeed({ seed }: Pick<EvalConfig, 'seed'>, ...path: number[]): readonly [number, number] {
  const random = seededRandom(seed, STREAMS.noise, ...path);
  return [random.integer(2 ** 31), random.integer(2 ** 31)];
}

function measureEpoch({ config, compiled, loaders, progress, recorder }: Evaluation): void {
  const measure = (label: string, loader: BatchLoader): TestScore =>
    testScore(compiled, loader, {
      noiseSeed: (batch) => noiseSeed(config, progress.step, batch),
      tick: (done, total) => recorder.phase(progress, label, done, total),
    });
  const validation = loaders.validation && measure('validation', loaders.validation);
  const test = measure('test', loaders.test);
  progress.epochs.push({ testAccuracy: test.accuracy, validationAccuracy: validation?.accuracy });
  recorder.epoch(progress, test, validation);
}
