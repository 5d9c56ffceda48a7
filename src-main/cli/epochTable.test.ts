import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { evalConfigSchema, type EvalConfigInput } from '../../src-shared/run/evalConfig.ts';
import { EpochCollector, epochTable } from './epochTable.ts';

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

function search(curvature: 'epoch' | 'off' = 'epoch') {
  return searchConfigSchema.parse({ curvature });
}

function evaluation(knobs: Partial<EvalConfigInput> = {}) {
  return evalConfigSchema.parse({ kind: 'evaluation', genotype: 'G', ...knobs });
}

const tested: RunEvent = {
  type: 'tested',
  ...at,
  epoch: 4,
  trainLoss: 1.25,
  trainAccuracy: 0.5,
  testLoss: 'Infinity',
  testAccuracy: 0.9742,
  testTop5: 0.9991,
  testImages: 10_000,
  validationLoss: 0.5,
  validationAccuracy: 0.75,
  learningRate: 0.024963,
  dropPath: 0.1,
  imagesPerSecond: 812.37,
  seconds: 1,
  dataWait: 0,
  maxRssMiB: 1,
};

/** Epoch and λ_max of each row, as they come. */
function rows(events: RunEvent[], config = search()): unknown[] {
  const collector = new EpochCollector(config);
  const lambda = epochTable(config).columns.findIndex(({ title }) => title === 'λ_max');
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
    expect(rows([epochEvent(0)], search('off'))).toEqual([[['0', '–']]]);
    expect(rows([epochEvent(0), stepEvent])).toEqual([[], [['0', '–']]]);
    expect(rows([epochEvent(0), epochEvent(1)])).toEqual([[], [['0', '–']]]);
  });

  it('have a cell for every column, and mark what is not finite', () => {
    const { columns, cells } = epochTable(search());
    const row = cells(3, { validationAccuracy: 'NaN', trainLoss: 0.5, skipsNormal: 2 });
    expect(row).toHaveLength(columns.length);
    expect(row).toEqual(['3', '0.500', '–', '–', '✕ NaN', '–', '–', '2']);
  });

  it('of an evaluation say what the test set says, at once', () => {
    expect(epochTable(evaluation()).columns.map(({ title }) => title)).toEqual(
      'epoch|train loss|train acc|test loss|top-1|top-5|lr|img/s'.split('|'),
    );
    expect(new EpochCollector(evaluation()).add(tested)).toEqual([
      ['4', '1.250', '50.0 %', '✕ Infinity', '97.42 %', '99.91 %', '0.025', '812'],
    ]);
  });

  it('of an evaluation with held-out images say what those say, too', () => {
    const [row] = new EpochCollector(evaluation({ holdOut: 5000 })).add(tested);
    expect(row?.slice(2, 6)).toEqual(['50.0 %', '0.500', '75.0 %', '✕ Infinity']);
  });
});

it('has no column for skip connections in a space without any', () => {
  const titles = (space: string): string[] =>
    epochTable(searchConfigSchema.parse({ space })).columns.map(({ title }) => title);
  expect(titles('s3').at(-1)).toBe('skips');
  expect(titles('nb1shot1-3')).toEqual(titles('s3').slice(0, -1));
});
