import { expect, it } from 'vitest';
import type { RunEventOf } from '../../src-shared/run/events.ts';
import { pointsOf } from './quantities.ts';

const step = (length: RunEventOf<'step'>['shift'] & object): RunEventOf<'step'> => ({
  ...{ type: 'step', time: '', step: 1, epoch: 0, loss: 1, accuracy: 0, gradNorm: 0 },
  ...{ seconds: 0, dataWait: 0, learningRate: 0 },
  shift: length,
});
const shifted = (length: NonNullable<RunEventOf<'step'>['shift']>['length']) =>
  step({ losses: [], omega: [], kernel: [], distance: [], length });
const valuesOf = (event: Parameters<typeof pointsOf>[0], part: string): Record<string, unknown> =>
  Object.fromEntries(
    pointsOf(event).flatMap(({ name, value }) => (name.includes(part) ? [[name, value]] : [])),
  );

it('keeps the shift of two cell types by their names', () => {
  expect(valuesOf(shifted([0.5, 'NaN']), 'shift')).toEqual({
    'step.shiftNormal': 0.5,
    'step.shiftReduce': 'NaN',
  });
});

it('keeps the shift of nodes by what moved; that of all their parents is the root of the summed squares', () => {
  expect(valuesOf(shifted([0.5, 0.25, 3, 4]), 'shift')).toEqual({
    'step.shiftOperations': 0.5,
    'step.shiftOutput': 0.25,
    'step.shiftInputs': 5,
  });
});

it('keeps entropies by tensor, the mean over the nodes with parents to choose, and no skips where there are none', () => {
  const epoch: RunEventOf<'epoch'> = {
    ...{ type: 'epoch', time: '', step: 1, epoch: 0, trainLoss: 1, trainAccuracy: 0 },
    ...{ validationLoss: 1, validationAccuracy: 0, discreteLoss: 1, discreteAccuracy: 0 },
    entropy: { mixed_op: 1, output: 0.5, 'inputs.3': 0.2, 'inputs.4': 0.4 },
    ...{ alphas: {}, genotype: '', learningRate: 0, cutoutProbability: 0, validationImages: 1 },
    ...{ seconds: 0, dataWait: 0, maxRssMiB: 0 },
  };
  const entropies = valuesOf(epoch, 'entropy');
  expect(Object.keys(entropies).sort()).toEqual([
    'epoch.entropyInputs',
    'epoch.entropyOperations',
    'epoch.entropyOutput',
  ]);
  expect(entropies['epoch.entropyInputs']).toBeCloseTo(0.3, 12);
  expect(valuesOf(epoch, 'skips')).toEqual({});
});
