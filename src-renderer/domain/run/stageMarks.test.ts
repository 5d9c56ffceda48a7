import { describe, expect, test } from 'vitest';
import { presetConfig } from '../../../src-shared/run/presets.ts';
import { chartSvg } from '../../lib/chart/chartSvg.ts';
import { describeChart } from '../../lib/chart/describe.ts';
import { RUN_CHARTS } from './charts.ts';
import { epochAtStep, stepsAtEpoch } from './epochSteps.ts';
import { checkpointEvent, curvatureEvent, epochEvent } from './history.fixture.ts';
import { stopText } from './lambdaChart.ts';
import { marksOf } from './marks.ts';
import { EMPTY_HISTORY, extend, lambdaPoints } from './runHistory.ts';
import { alphasSince, byStage, lengthText, stageMarks, stageText } from './stageMarks.ts';

const staged = presetConfig('p-darts', { epochs: 4, alphaStartEpoch: 2 });

describe('the stages of a search', () => {
  test('are named by what they have of their own', () => {
    expect(stageText(staged, 5)).toBe('stage 2 of 3 · 11 cells, 5 operations an edge');
    expect(stageText(presetConfig('r-darts-dp', { epochs: 2 }), 3)).toBe('stage 2 of 4 · drop path 0.2');
    expect(stageText(presetConfig('darts-pt'), 60)).toBe('stage 2 of 2 · selection by perturbation');
    expect(stageText(presetConfig('drnas'), 0)).toBe('stage 1 of 2 · 1/6 of the channels');
    expect(stageText(presetConfig('darts'), 3)).toBe('');
  });

  test('make up the length of the search', () => {
    expect(lengthText(staged)).toContain('3 stages, 12 epochs in all: 4 epochs with 5 cells; ');
    expect(lengthText(presetConfig('ms-darts'))).toBe('');
  });

  test('are marked where they begin, and where α steps begin in each', () => {
    expect(stageMarks(staged).map(({ x, short }) => `${short} ${x}`)).toEqual([
      'α 1.5',
      '2 3.5',
      'α 5.5',
      '3 7.5',
      'α 9.5',
    ]);
    expect(stageMarks(presetConfig('darts'))).toEqual([]);
  });

  test('begin anew with new alphas, or go on with those before', () => {
    expect([3, 4, 11].map((epoch) => alphasSince(staged, epoch))).toEqual([0, 4, 8]);
    expect(alphasSince(presetConfig('drnas'), 30)).toBe(0);
    const history = extend(EMPTY_HISTORY, [epochEvent(3), epochEvent(4), epochEvent(5)]);
    const { series } = RUN_CHARTS.distance.spec({ config: staged, history, shift: new Map() });
    expect(series[0]?.points).toHaveLength(2);
  });

  test('part the points of a series', () => {
    const points = [0, 3, 4, 9].map((epoch) => ({ epoch }));
    expect(byStage(staged, points).map(({ points: own }) => own.map(({ epoch }) => epoch))).toEqual([
      [0, 3],
      [4],
      [9],
    ]);
  });
});

describe('a chart over all stages', () => {
  const history = extend(EMPTY_HISTORY, [epochEvent(0), epochEvent(5)]);
  const spec = RUN_CHARTS.loss.spec({ config: staged, history, shift: new Map() });

  test('is as long as all of them, and has their marks on the screen, in exports and in words', () => {
    expect([spec.x.max, spec.marks?.length]).toEqual([11, 5]);
    expect(chartSvg(spec)).toContain('stage 2: 11 cells, 5 operations an edge');
    expect(describeChart(spec)).toContain('; stage 3: 17 cells, 3 operations an edge before epoch 8');
  });
});

describe('λ_max', () => {
  const rising = [0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.02];
  const events = rising.flatMap((value, epoch) => [epochEvent(epoch), curvatureEvent(epoch, value)]);
  const history = extend(EMPTY_HISTORY, events);

  test('is held against the least value of its own stage', () => {
    const lambda = (config: typeof staged): number[] =>
      marksOf(config, history, 4)
        .filter(({ kind }) => kind === 'lambda')
        .map(({ at }) => at);
    expect(lambda(staged)).toEqual([7]);
    const falling = extend(EMPTY_HISTORY, [
      ...[0.01, 0.01, 0.01, 0.01, 0.1].flatMap((value, epoch) => [
        epochEvent(epoch),
        curvatureEvent(epoch, value),
      ]),
    ]);
    expect(marksOf(staged, falling, 4).filter(({ kind }) => kind === 'lambda')).toEqual([]);
    expect(lambdaPoints(falling.epochs)).toHaveLength(5);
  });

  test('ends a stage by the epochs of that stage, told in epochs of the run', () => {
    const grid = presetConfig('r-darts-l2', { epochs: 30 });
    const values = Array.from({ length: 60 }, (_, epoch) => (epoch < 30 ? 0.1 : 0.1 + (epoch - 30) / 20));
    const two = extend(
      EMPTY_HISTORY,
      values.flatMap((value, epoch) => [epochEvent(epoch), curvatureEvent(epoch, value)]),
    );
    expect(stopText({ config: grid, history: two, shift: new Map() })).toBe(
      'DARTS-ES would have ended this search after epoch 52, with the genotype of epoch 40.',
    );
  });
});

describe('steps and epochs', () => {
  // 4 steps in epoch 0, then 8.
  const { epochs } = extend(EMPTY_HISTORY, [epochEvent(0), { ...epochEvent(1), step: 12 }]);

  test('are placed by the steps that each epoch took', () => {
    expect([0, 2, 4, 8, 12, 22].map((step) => epochAtStep(epochs, 10, step))).toEqual([
      -1, -0.5, 0, 0.5, 1, 2,
    ]);
    expect([0, 1, 2].map((epoch) => stepsAtEpoch(epochs, 10, epoch))).toEqual([4, 12, 22]);
    expect(epochAtStep([], 10, 5)).toBe(-0.5);
  });

  test('place a checkpoint', () => {
    const history = extend(EMPTY_HISTORY, [
      epochEvent(0),
      { ...epochEvent(1), step: 12 },
      { ...checkpointEvent(0), step: 8 },
    ]);
    expect(marksOf(presetConfig('darts'), history, 4).find(({ kind }) => kind === 'checkpoint')?.at).toBe(
      0.5,
    );
  });
});
