/**
 * The search, as the papers tell it. Start reading here.
 *
 *   for each epoch
 *     for each batch of the training half
 *       α ← Adam(α, ∇α L(validation batch; w, softmax α))            alphaStep.ts
 *       A ← perturb(softmax α)            the method: nothing, random, adversarial, mean shift
 *       w ← SGD(w, ∇w L(training batch; w, A))                       weightStep.ts
 *     measure: validation loss and accuracy, discretised accuracy, genotype, λ_max
 *     a stop rule may end the search here                              stopRules.ts
 *
 * The three lines of a step are one compiled call (step.ts). Everything random is a function of the seed
 * and of where the search stands, so a search that goes on from a checkpoint is the search that never stopped.
 */
import {
  cosineLearningRate,
  cutoutProbabilityAt,
  epsilonSchedule,
} from '../../../src-shared/run/schedules.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { seededRandom } from '../../../src-shared/random.ts';
import { rankingOf } from '../../../src-shared/run/stopRules.ts';
import { learnableColumns } from '../../../src-shared/space/learnable.ts';
import { SPACES } from '../../../src-shared/space/spaces.ts';
import type { BatchLoader } from '../dataset/loader.ts';
import type { CompiledSearch, Images, StepSettings } from './compiledSearch.ts';
import { type Architecture, architectureOf, curvature, discreteWeights, scores } from './measure.ts';
import type { Progress } from './progress.ts';
import type { Recorder } from './recorder.ts';
import { endOfSearch } from './stopRules.ts';
import { STREAMS } from '../training/streams.ts';

export interface Loaders {
  /** The half that trains the weights: shuffled once an epoch, augmented. */
  readonly train: BatchLoader;
  /** The half that trains the alphas: a fresh random batch each step, augmented. */
  readonly alpha: BatchLoader;
  /** The same half, in order and without augmentation. */
  readonly measure: BatchLoader;
}

export interface Search {
  readonly config: SearchConfig;
  readonly compiled: CompiledSearch;
  readonly loaders: Loaders;
  readonly stepsPerEpoch: number;
  /** Where the search stands and what it remembers; part of every checkpoint. */
  readonly progress: Progress;
  readonly recorder: Recorder;
  /** Called between steps: writes a checkpoint when one is due; true when the run shall end here. */
  readonly pauseHere: () => Promise<boolean>;
  /** Called after each epoch. */
  readonly checkpointEpoch: () => void;
}

/** Runs the search to its end (true), or to where it was asked to stop (false). */
export async function runSearch(search: Search): Promise<boolean> {
  const { config, progress, stepsPerEpoch } = search;
  const goesOn = (): boolean => progress.epoch < config.epochs && !endOfSearch(progress.epochs, config);
  while (goesOn()) {
    startLoaders(search);
    while (progress.stepInEpoch < stepsPerEpoch) {
      oneStep(search);
      const epochDone = progress.stepInEpoch === stepsPerEpoch;
      if (!epochDone && (await search.pauseHere())) return false;
    }
    measureEpoch(search);
    progress.nextEpoch();
    search.checkpointEpoch();
    if (goesOn() && (await search.pauseHere())) return false;
  }
  return true;
}

function startLoaders({ config, loaders, progress, stepsPerEpoch }: Search): void {
  const { epoch, stepInEpoch: fromBatch } = progress;
  const batches = stepsPerEpoch - fromBatch;
  const cutoutProbability = cutoutProbabilityAt(config, epoch);
  loaders.train.start({ epoch, cutoutProbability, fromBatch, batches });
  if (usesAlphaBatches(config, epoch)) loaders.alpha.start({ epoch, cutoutProbability, fromBatch, batches });
}

function usesAlphaBatches(config: SearchConfig, epoch: number): boolean {
  return epoch >= config.alphaStartEpoch || config.shiftBatch === 'validation';
}

function oneStep({ config, compiled, loaders, progress, recorder, stepsPerEpoch }: Search): void {
  const began = performance.now();
  const { epoch, step } = progress;
  const waited = loaders.train.waitSeconds + loaders.alpha.waitSeconds;
  const train = loaders.train.next();
  const validation = usesAlphaBatches(config, epoch) ? loaders.alpha.next() : undefined;
  const settings = stepSettings(config, epoch, step, stepsPerEpoch);
  const result = compiled.step(train, validation, settings);
  const dataWait = loaders.train.waitSeconds + loaders.alpha.waitSeconds - waited;
  const seconds = (performance.now() - began) / 1000;
  progress.stepDone({
    loss: result.loss,
    correct: result.accuracy * train.count,
    images: train.count,
    seconds,
    dataWait,
  });
  recorder.step(progress, settings, result, { seconds, dataWait });
}

function stepSettings(
  config: SearchConfig,
  epoch: number,
  step: number,
  stepsPerEpoch: number,
): StepSettings {
  const epsilon = epsilonSchedule(config)(epoch);
  const warmUp = config.alphaStartEpoch * stepsPerEpoch;
  return {
    epoch,
    learningRate: cosineLearningRate(config, epoch),
    epsilon,
    alphaSteps: epoch >= config.alphaStartEpoch ? step - warmUp + 1 : undefined,
    uniforms: (name, count) =>
      seededRandom(config.seed, STREAMS.perturbation, step, name.endsWith('reduce') ? 1 : 0).uniforms(
        count,
        -epsilon,
        epsilon,
      ),
    noiseSeed: noiseSeed(config, step),
  };
}

/** Seed of S4's noise at a place of the search. */
export function noiseSeed(config: SearchConfig, ...path: number[]): readonly [number, number] {
  const random = seededRandom(config.seed, STREAMS.noise, ...path);
  return [random.integer(2 ** 31), random.integer(2 ** 31)];
}

function measureEpoch(search: Search): void {
  const { config, compiled, loaders, progress, recorder } = search;
  const space = SPACES[config.space];
  const architecture: Architecture = architectureOf(space, compiled.alphas());
  const points = [architecture.A, discreteWeights(space, architecture.genotype)];
  const seedOf = (batch: number): readonly [number, number] => noiseSeed(config, progress.step, batch);
  const tick = (done: number, total: number): void => recorder.phase(progress, 'validation', done, total);
  const [mixed, discrete] = scores(compiled, loaders.measure, points, seedOf, tick);
  const ranking = rankingOf(architecture.alphas.normal, learnableColumns(space, 'normal'));
  progress.measured(architecture.genotype, ranking, mixed!.accuracy);
  recorder.epoch(progress, architecture, mixed!, discrete!);
  if (config.curvature !== 'off') measureCurvature(search);
}

/** λ_max on the same validation batch after every epoch, Lanczos started from the last epoch's vector. */
function measureCurvature({ config, compiled, loaders, progress, recorder }: Search): void {
  const began = performance.now();
  const images = curvatureImages(loaders);
  const extremes = curvature(
    compiled,
    images,
    {
      start: progress.lanczosStart ?? randomDirection(config, compiled.architectureSize),
      iterations: config.curvatureIterations,
      tolerance: config.curvatureTolerance,
    },
    noiseSeed(config, progress.step, 0),
  );
  if (Number.isFinite(extremes.max)) progress.lanczosStart = extremes.vector;
  progress.measuredCurvature(extremes.max);
  recorder.curvature(progress, extremes, (performance.now() - began) / 1000);
}

/** The first batch of the validation half, without augmentation: the same after every epoch. */
export function curvatureImages({ measure }: Loaders): Images {
  measure.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: 1 });
  return measure.next();
}

function randomDirection(config: SearchConfig, size: number): Float64Array {
  return Float64Array.from(seededRandom(config.seed, STREAMS.lanczos).uniforms(size, -1, 1));
}
