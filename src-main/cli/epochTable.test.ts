import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { EPOCH_COLUMNS, EpochCollector, epochCells } from './epochTable.ts';

const at = { time: '2026-01-01T00:00:00Z', step: 1 };

function epochEvent(epoch: number): RunEvent {
  return {
    type: 'epoch',
    ...at,
    epoch,
    trainLoss: 1,
    trainAccuracy: 0.2,
    validationLoss: 1,
    validationAccuracy: 'NaN',
    discreteLoss: 1,
    discreteAccuracy: 0,
    entropy: { normal: 0, reduce: 0 },
    skips: { normal: 2, reduce: 0 },
    alphas: { normal: [], reduce: [] },
    genotype: '',
    epsilon: 0.025,
    learningRate: 0,
    cutoutProbability: 0,
    validationImages: 1,
    seconds: 1,
    dataWait: 0,
    maxRssMiB: 1,
  };
}

function curvature(epoch: number): RunEvent {
  return {
    type: 'curvature',
    ...at,
    epoch,
    lambdaMax: 0.25,
    lambdaMin: 0,
    lambdaAbsMax: 0,
    iterations: 1,
    residual: 0,
    over: 'alpha',
    seconds: 1,
  };
}

const stepEvent: RunEvent = {
  type: 'step',
  ...at,
  epoch: 9,
  loss: 1,
  accuracy: 0,
  gradNorm: 0,
  seconds: 1,
  dataWait: 0,
  learningRate: 0,
};

/** Epoch and λ_max of each row, as they come. */
function rows(events: RunEvent[], withCurvature = true): unknown[] {
  const collector = new EpochCollector(withCurvature);
  const lambda = EPOCH_COLUMNS.findIndex(({ title }) => title === 'λ_max');
  return events.map((event) => collector.add(event).map((cells) => [cells[0], cells[lambda]]));
}

describe('the rows of epochs', () => {
  it('wait for λ_max, whichever of the two events comes first', () => {
    expect(rows([epochEvent(0), curvature(0), epochEvent(1), curvature(1)])).toEqual([
      [],
      [['0', '0.25']],
      [],
      [['1', '0.25']],
    ]);
    expect(rows([curvature(0), epochEvent(0)])).toEqual([[], [['0', '0.25']]]);
  });

  it('come without λ_max when it is not measured, or does not come', () => {
    expect(rows([epochEvent(0)], false)).toEqual([[['0', '–']]]);
    expect(rows([epochEvent(0), stepEvent])).toEqual([[], [['0', '–']]]);
    expect(rows([epochEvent(0), epochEvent(1)])).toEqual([[], [['0', '–']]]);
  });

  it('have a cell for every column, and mark what is not finite', () => {
    const cells = epochCells(3, { validationAccuracy: 'NaN', trainLoss: 0.5, skipsNormal: 2 });
    expect(cells).toHaveLength(EPOCH_COLUMNS.length);
    expect(cells).toEqual(['3', '0.500', '–', '–', '✕ NaN', '–', '–', '2']);
  });
});
