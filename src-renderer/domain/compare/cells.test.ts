import { expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { runWith } from '../runs/run.fixture.ts';
import { cellsAt, spaceOfRun, spacesOfRuns, type CellsAt } from './cells.ts';
import { panelKey } from './loadPanel.ts';
import { runSubjects } from './subjects.ts';

const genotype = publishedGenotype('c10_s5_ms');
const cells = [0, 1, 3].map((epoch): CellsAt => ({
  epoch,
  weights: { normal: [], reduce: [] },
  tensors: {},
  architecture: undefined,
  genotype,
  validationAccuracy: 0,
}));

it('shows the epoch asked for, else the best one, else the last', () => {
  const epoch = (asked: number | undefined, best: number | null) => cellsAt(cells, asked, best)?.epoch;
  expect([epoch(1, 0), epoch(2, 0), epoch(undefined, null), cellsAt([], 1, 0)]).toEqual([1, 0, 3, undefined]);
});

it('knows the spaces of searches only', () => {
  const nameOf = (method: string, space: string) => spaceOfRun({ method, space })?.name;
  expect(nameOf('darts', 's3')).toBe('s3');
  expect(nameOf('darts', 'nb1shot1-2')).toBe('nb1shot1-2');
  expect([nameOf('darts', 'toString'), nameOf('', 's3'), nameOf('DARTS_V2', '')]).toEqual(
    Array(3).fill(undefined),
  );
});

it('tells a space apart from itself without none', () => {
  const of = (method: string, space: string) => ({ method, space });
  const spaces = spacesOfRuns([of('darts', 's5'), of('ms-darts', 's5'), of('fair-darts', 's5'), of('', '')]);
  expect(spaces.map(({ operations }) => operations.normal[0]!.length)).toEqual([8, 7]);
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
