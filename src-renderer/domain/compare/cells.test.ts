import { expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { runWith } from '../runs/run.fixture.ts';
import { cellsAt, spaceNamed, type CellsAt } from './cells.ts';
import { panelKey } from './loadPanel.ts';
import { runSubjects } from './subjects.ts';

const genotype = publishedGenotype('c10_s5_ms');
const cells = [0, 1, 3].map((epoch): CellsAt => ({
  epoch,
  weights: { normal: [], reduce: [] },
  genotype,
  validationAccuracy: 0,
}));

it('shows the epoch asked for, else the best one, else the last', () => {
  const epoch = (asked: number | undefined, best: number | null) => cellsAt(cells, asked, best)?.epoch;
  expect([epoch(1, 0), epoch(2, 0), epoch(undefined, null), cellsAt([], 1, 0)]).toEqual([1, 0, 3, undefined]);
});

it('knows the spaces of searches only', () => {
  expect([spaceNamed('s3')?.name, spaceNamed('toString'), spaceNamed('')]).toEqual([
    's3',
    undefined,
    undefined,
  ]);
});

it('asks again when a run has gone on: after a step for series of steps, else after an epoch', () => {
  const key = (series: 'step.loss' | 'epoch.lambdaMax', steps: number, epochsDone: number): string =>
    panelKey({
      series,
      subjects: runSubjects([runWith({ steps, epochsDone })]),
      grouped: false,
      smoothing: 0,
      hours: false,
    });
  expect(key('epoch.lambdaMax', 5, 1)).toBe(key('epoch.lambdaMax', 6, 1));
  expect(key('epoch.lambdaMax', 5, 1)).not.toBe(key('epoch.lambdaMax', 5, 2));
  expect(key('step.loss', 5, 1)).not.toBe(key('step.loss', 6, 1));
});
