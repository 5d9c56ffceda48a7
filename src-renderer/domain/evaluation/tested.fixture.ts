/** Events of a small evaluation to try the view's logic with. */
import type { RunEventOf } from '../../../src-shared/run/events.ts';

const time = '2026-01-02T03:04:05.000Z';
const STEPS = 10;

/** The event after an epoch of 10 steps. */
export function testedEvent(
  epoch: number,
  changes: Partial<RunEventOf<'tested'>> = {},
): RunEventOf<'tested'> {
  return {
    type: 'tested',
    time,
    step: (epoch + 1) * STEPS,
    epoch,
    trainLoss: 2 - epoch / 10,
    trainAccuracy: 0.8,
    testLoss: 1.9,
    testAccuracy: 0.75,
    testTop5: 0.95,
    testImages: 1000,
    learningRate: 0.025,
    dropPath: 0.1,
    imagesPerSecond: 200,
    seconds: 20,
    dataWait: 1,
    maxRssMiB: 900,
    ...changes,
  };
}

/** What is built, of 10 steps an epoch. */
export const networkEvent: RunEventOf<'network'> = {
  type: 'network',
  time,
  step: 0,
  parameters: 300_000,
  auxiliaryParameters: 400_000,
  macs: 50_000_000,
  nodes: 9000,
  stepsPerEpoch: STEPS,
  shortened: [],
};

/** A weight step; its epoch follows from its number. */
export function trainedEvent(step: number): RunEventOf<'step'> {
  return {
    type: 'step',
    time,
    step,
    epoch: Math.floor((step - 1) / STEPS),
    loss: 2,
    accuracy: 0.4,
    gradNorm: 1,
    auxiliaryLoss: 1.5,
    seconds: 2,
    dataWait: 0,
    learningRate: 0.025,
  };
}
