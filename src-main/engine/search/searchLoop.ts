/**
 * The search, as the papers tell it. Start reading here.
 *
 *   for each epoch
 *     for each batch of the training half
 *       α ← Adam(α, ∇α L(validation batch; w, softmax α))            alphaStep.ts
 *       A ← perturb(softmax α)            the method: nothing, random, adversarial, mean shift
 *       w ← SGD(w, ∇w L(training batch; w, A))                       weightStep.ts
 *     measure: validation loss and accuracy, discretised accuracy, genotype, λ_max   measureEpoch.ts
 *     the method's rules: operations removed, edges decided, knobs changed   methods/rules.ts
 *     a stop rule may end the search here                              stopRules.ts
 *
 * The three lines of a step are one compiled call (step.ts). Everything random is a function of the seed
 * and of where the search stands, so a search that goes on from a checkpoint is the search that never stopped.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import {
  cosineLearningRate,
  cutoutProbabilityAt,
  epsilonSchedule,
} from '../../../src-shared/run/schedules.ts';
import { totalEpochs } from '../../../src-shared/run/stages.ts';
import { METHODS, rulesOf } from '../methods/registry.ts';
import { fedByRules } from '../methods/ruleStates.ts';
import { eigenvaluesSince } from '../methods/weightDecayRaised.ts';
import type { StepSettings } from './compiledSearch.ts';
import { drawn, noiseSeed } from './draws.ts';
import { measureEpoch } from './measureEpoch.ts';
import type { Progress } from './progress.ts';
import type { Recorder } from './recorder.ts';
import { type EndOfSearch, endOfSearch } from './stopRules.ts';
import type { Unit } from './unit.ts';

export interface Search {
  readonly config: SearchConfig;
  /** The unit of the epoch that comes next: a new one where a stage begins or the supernet changes. */
  readonly enter: () => Promise<Unit>;
  /** Where the search stands and what it remembers; part of every checkpoint. */
  readonly progress: Progress;
  readonly recorder: Recorder;
  /** Called between steps: writes a checkpoint when one is due; true when the run shall end here. */
  readonly pauseHere: () => Promise<boolean>;
  /** Called after each epoch. */
  readonly checkpointEpoch: () => void;
  /** Goes back to the end of an epoch and changes the rules, if they allow it. */
  readonly goBack: (end: EndOfSearch) => Promise<boolean>;
}

/** Runs the search to its end (true), or to where it was asked to stop (false). */
export async function runSearch(search: Search): Promise<boolean> {
  const { config, progress } = search;
  const ended = (): EndOfSearch | undefined =>
    endOfSearch(progress.epochs, config, eigenvaluesSince(progress.method));
  const goesOn = (): boolean => progress.epoch < totalEpochs(config) && !ended();
  while (goesOn()) {
    const unit = await search.enter();
    startLoaders(unit, progress);
    while (progress.stepInEpoch < unit.stepsPerEpoch) {
      oneStep(unit, search);
      const epochDone = progress.stepInEpoch === unit.stepsPerEpoch;
      if (!epochDone && (await search.pauseHere())) return false;
    }
    measureEpoch(unit, search);
    progress.nextEpoch();
    const end = ended();
    if (end && (await search.goBack(end))) continue;
    if (goesOn()) await search.enter();
    search.checkpointEpoch();
    if (goesOn() && (await search.pauseHere())) return false;
  }
  return true;
}

function startLoaders(
  { config, place, loaders, stepsPerEpoch }: Unit,
  { epoch, stepInEpoch }: Progress,
): void {
  const local = epoch - place.begins;
  const batches = stepsPerEpoch - stepInEpoch;
  const from = {
    epoch,
    cutoutProbability: cutoutProbabilityAt(config, local),
    fromBatch: stepInEpoch,
    batches,
  };
  loaders.train.start(from);
  if (usesAlphaBatches(config, local)) loaders.alpha.start(from);
}

/** Whether alphas are trained in this epoch of a stage. */
function trainsAlphas({ method, alphaStartEpoch }: SearchConfig, epoch: number): boolean {
  return epoch >= alphaStartEpoch && METHODS[method].order !== 'weights-only';
}

function usesAlphaBatches(config: SearchConfig, epoch: number): boolean {
  return trainsAlphas(config, epoch) || config.shiftBatch === 'validation';
}

function oneStep({ config, place, compiled, loaders }: Unit, { progress, recorder }: Search): void {
  const began = performance.now();
  const waited = loaders.train.waitSeconds + loaders.alpha.waitSeconds;
  const train = loaders.train.next();
  const validation = usesAlphaBatches(config, progress.epoch - place.begins)
    ? loaders.alpha.next()
    : undefined;
  const rules = rulesOf(config);
  const fed = fedByRules(config, progress.method, compiled.net);
  const settings = { ...stepSettings(config, place.begins, progress), fed };
  const result = compiled.step(train, validation, settings);
  for (const { name, afterStep } of rules)
    if (afterStep)
      progress.method[name] = afterStep(progress.method[name], result.seen, config, compiled.net);
  const dataWait = loaders.train.waitSeconds + loaders.alpha.waitSeconds - waited;
  const seconds = (performance.now() - began) / 1000;
  progress.alphaSteps = settings.alphaSteps ?? progress.alphaSteps;
  progress.stepDone({
    loss: result.loss,
    correct: result.accuracy * train.count,
    images: train.count,
    seconds,
    dataWait,
  });
  recorder.step(progress, settings, result, { seconds, dataWait });
}

/** What a step at this place of the search is fed with. */
function stepSettings(
  config: SearchConfig,
  begins: number,
  { epoch, step, alphaSteps }: Progress,
): StepSettings {
  const local = epoch - begins;
  const epsilon = epsilonSchedule(config)(local);
  return {
    epoch: local,
    learningRate: cosineLearningRate(config, local),
    epsilon,
    alphaSteps: trainsAlphas(config, local) ? alphaSteps + 1 : undefined,
    draws: drawn(config, step, epsilon),
    noiseSeed: noiseSeed(config, step),
  };
}
