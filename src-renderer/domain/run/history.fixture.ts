/** Events of a small search to try the view's logic with. */
import type { RunEventOf } from '../../../src-shared/run/events.ts';
import { deriveGenotype } from '../../../src-shared/genotype/derive.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { SPACES } from '../../../src-shared/space/spaces.ts';

const time = '2026-01-02T03:04:05.000Z';
const STEPS = 4;

/** Logits of s3 in which `favourite` leads every edge: 1 skip, 2 separable convolution. */
function logits(favourite: number): number[][] {
  return SPACES.s3.operations.normal.map((row, edge) =>
    row.map((_, k) => (k === favourite ? 1 + edge / 100 : 0)),
  );
}

/** The event of an epoch of 4 steps; all edges are led by the `favourite`-th operation of s3. */
export function epochEvent(epoch: number, favourite = 2): RunEventOf<'epoch'> {
  const alphas = { normal: logits(favourite), reduce: logits(2) };
  const genotype = deriveGenotype(SPACES.s3, alphas);
  const skips = (cell: 'normal' | 'reduce'): number =>
    genotype[cell].filter(({ operation }) => operation === 'skip_connect').length;
  return {
    type: 'epoch',
    time,
    step: (epoch + 1) * STEPS,
    epoch,
    trainLoss: 2 - epoch / 10,
    trainAccuracy: 0.2,
    validationLoss: 2.1 - epoch / 10,
    validationAccuracy: 0.25,
    discreteLoss: 2.2,
    discreteAccuracy: 0.2,
    entropy: { normal: 0.9, reduce: 0.9 },
    skips: { normal: skips('normal'), reduce: skips('reduce') },
    alphas,
    genotype: genotypeToPython(genotype),
    learningRate: 0.025,
    cutoutProbability: 0,
    validationImages: 128,
    seconds: 10 + epoch,
    dataWait: 0,
    maxRssMiB: 800,
  };
}

/** λ_max after an epoch. */
export function curvatureEvent(epoch: number, lambdaMax: number): RunEventOf<'curvature'> {
  return {
    type: 'curvature',
    time,
    step: (epoch + 1) * STEPS,
    epoch,
    lambdaMax,
    lambdaMin: -0.01,
    lambdaAbsMax: lambdaMax,
    iterations: 4,
    residual: 0.1,
    over: 'alpha',
    seconds: 1,
  };
}

/** The checkpoint after an epoch. */
export function checkpointEvent(epoch: number): RunEventOf<'checkpoint'> {
  const step = (epoch + 1) * STEPS;
  return {
    type: 'checkpoint',
    time,
    step,
    epoch: epoch + 1,
    file: `step-${step}.safetensors`,
    reason: 'epoch',
  };
}

/** The event of a run that goes on from a step. */
export function resumedEvent(fromStep: number): RunEventOf<'resumed'> {
  return {
    type: 'resumed',
    time,
    step: fromStep,
    fromStep,
    pid: 2,
    processStart: 'b',
    host: 'box',
    device: 'CPU',
  };
}

/** A step with a shift of one iteration of two samples. */
export function stepEvent(step: number): RunEventOf<'step'> {
  return {
    type: 'step',
    time,
    step,
    epoch: Math.floor((step - 1) / STEPS),
    loss: 2.1,
    accuracy: 0.2,
    gradNorm: 1,
    seconds: 0.5,
    dataWait: 0,
    learningRate: 0.025,
    epsilon: 0.1,
    shift: {
      losses: [[2.1, 2.3]],
      omega: [[0.45, 0.55]],
      kernel: [
        [
          [0, Math.log(0.5)],
          ['-Infinity', 0],
        ],
      ],
      length: [0.2, 0.3],
      distance: [
        [
          [0.5, 0.5],
          [1, 2],
        ],
      ],
    },
  };
}
