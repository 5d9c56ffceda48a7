/** Turns what happens in a search into run events. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { measured, type Measured } from '../../../src-shared/run/events.ts';
import {
  cosineLearningRate,
  cutoutProbabilityAt,
  epsilonSchedule,
} from '../../../src-shared/run/schedules.ts';
import { partsOfOne, rowEntropy } from '../../../src-shared/stats/cellMetrics.ts';
import type { Extremes } from '../curvature/lanczos.ts';
import type { Score, TensorRows } from '../methods/rules.ts';
import { EventWriter, type Timing } from '../run/eventWriter.ts';
import { stamp } from '../run/stamp.ts';
import { listOf, mapped } from '../supernet/tensors.ts';
import type { Numbers } from '../tensorflow/session.ts';
import type { ShiftRecord, StepResult, StepSettings } from './compiledSearch.ts';
import type { Discrete } from './discretise.ts';
import type { Architecture } from './measure.ts';
import type { Progress } from './progress.ts';
import type { Unit } from './unit.ts';

export interface MeasuredEpoch {
  readonly architecture: Architecture;
  readonly chosen: Discrete;
  /** On the validation images, of the mixed and of the discrete architecture. */
  readonly mixed: Score;
  readonly discrete: Score;
}

export class Recorder extends EventWriter {
  readonly #config: SearchConfig;
  readonly #validationImages: number;

  constructor(config: SearchConfig, validationImages: number, append: EventWriter['append']) {
    super(append);
    this.#config = config;
    this.#validationImages = validationImages;
  }

  step(
    { step, epoch }: Progress,
    settings: StepSettings,
    result: StepResult,
    { seconds, dataWait }: Timing,
  ): void {
    const { loss, gradNorm, accuracy, alphaLoss, shift } = result;
    this.refuseNotFinite(step, { loss, gradNorm, alphaLoss: alphaLoss ?? 0 });
    this.append({
      type: 'step',
      ...stamp(step),
      epoch,
      loss: measured(loss),
      accuracy: measured(accuracy),
      gradNorm: measured(gradNorm),
      ...(alphaLoss === undefined ? {} : { alphaLoss: measured(alphaLoss) }),
      seconds,
      dataWait,
      learningRate: settings.learningRate,
      ...this.#epsilon(settings.epsilon),
      ...(shift ? { shift: this.#shift(shift) } : {}),
    });
  }

  epoch(
    progress: Progress,
    { config, place }: Unit,
    { architecture: { alphas, weights, edges, plain }, chosen, mixed, discrete }: MeasuredEpoch,
  ): void {
    const { step, epoch, sums, stepInEpoch } = progress;
    const local = epoch - place.begins;
    const shown = (rows: TensorRows) => mapped(rows, (own) => own.map((row) => row.map(measured)));
    this.append({
      type: 'epoch',
      ...stamp(step),
      epoch,
      trainLoss: measured(sums.loss / stepInEpoch),
      trainAccuracy: measured(sums.correct / sums.images),
      validationLoss: measured(mixed.loss),
      validationAccuracy: measured(mixed.accuracy),
      discreteLoss: measured(discrete.loss),
      discreteAccuracy: measured(discrete.accuracy),
      // Where edges have weights of their own, that of the operations on an edge alone.
      entropy: mapped(weights, (own) => measured(rowEntropy(edges ? partsOfOne(own) : own))),
      ...(chosen.skips ? { skips: chosen.skips } : {}),
      alphas: shown(alphas),
      ...(plain ? {} : { weights: shown(weights) }),
      ...(edges ? { edges: mapped(edges, (own) => own.map(measured)) } : {}),
      genotype: chosen.text,
      ...(chosen.nasbench ? { nasbench: chosen.nasbench } : {}),
      learningRate: cosineLearningRate(config, local),
      ...this.#epsilon(epsilonSchedule(config)(local)),
      cutoutProbability: cutoutProbabilityAt(config, local),
      validationImages: this.#validationImages,
      seconds: this.epochSeconds(),
      dataWait: sums.dataWait,
      maxRssMiB: process.resourceUsage().maxRSS / 1024,
    });
  }

  curvature({ step, epoch }: Progress, extremes: Extremes, seconds: number): void {
    this.append({
      type: 'curvature',
      ...stamp(step),
      epoch,
      lambdaMax: measured(extremes.max),
      lambdaMin: measured(extremes.min),
      lambdaAbsMax: measured(extremes.absMax),
      iterations: extremes.iterations,
      residual: measured(extremes.residual),
      over: this.#config.curvatureOver,
      seconds,
    });
  }

  /** T, N and tensors as nested lists; the kernel as its logarithm, which small bandwidths do not underflow. */
  #shift({ losses, omega, squaredDistance, length }: ShiftRecord) {
    const { samples, bandwidth } = this.#config;
    const logKernel = (squared: number): number =>
      (-0.5 * squared) / bandwidth ** 2 - Math.log(bandwidth * Math.sqrt(2 * Math.PI));
    const [first, ...others] = listOf(squaredDistance);
    const perTensor = [...first!].map((squared, n) => [squared, ...others.map((other) => other[n]!)]);
    const perSample = (map: (squared: number) => number): Measured[][][] =>
      chunks(
        perTensor.map((all) => all.map((squared) => measured(map(squared)))),
        samples,
      );
    return {
      losses: rows(losses, samples),
      omega: rows(omega, samples),
      kernel: perSample(logKernel),
      length: [...length].map(measured),
      distance: perSample(Math.sqrt),
    };
  }

  #epsilon(epsilon: number): { epsilon?: number } {
    return epsilon > 0 ? { epsilon } : {};
  }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: list.length / size }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

function rows(flat: Numbers, columns: number): Measured[][] {
  return chunks([...flat].map(measured), columns);
}
