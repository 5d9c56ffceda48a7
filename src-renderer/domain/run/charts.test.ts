import { describe, expect, test } from 'vitest';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { SPACES } from '../../../src-shared/space/spaces.ts';
import { chartSvg } from '../../lib/chart/chartSvg.ts';
import type { ChartContext, RunChart } from './chartParts.ts';
import { RUN_CHART_IDS, RUN_CHARTS, searchCharts } from './charts.ts';
import { stopText } from './lambdaChart.ts';
import { heatFigure } from './heatFigure.ts';
import { heatAtEpoch, heatOverEpochs } from './heatMap.ts';
import { curvatureEvent, epochEvent, stepEvent } from './history.fixture.ts';
import { largeSpec, stepSpec } from './largeChart.ts';
import { chartsFigure, sheetSvg } from './runExports.ts';
import { EMPTY_HISTORY, extend } from './runHistory.ts';

const config = searchConfigSchema.parse({ space: 's3', epochs: 10 });
const history = extend(EMPTY_HISTORY, [
  epochEvent(0),
  curvatureEvent(0, 0.1),
  stepEvent(8),
  epochEvent(1, 1),
  curvatureEvent(1, 0.2),
]);
const context: ChartContext = {
  config,
  history,
  shift: new Map([
    [
      'step.shiftNormal',
      [
        { x: 0, y: 0.1 },
        { x: 0.5, y: 0.2 },
        { x: 1, y: 0.3 },
      ],
    ],
  ]),
};
/** Those of a search with operations on edges. */
const CELL_CHARTS = RUN_CHART_IDS.filter((id) => !id.startsWith('node'));
const chart = (id: (typeof RUN_CHART_IDS)[number]): RunChart => RUN_CHARTS[id];

describe('the charts of a run', () => {
  test('leave out what the method or the configuration does not have', () => {
    const idsOf = (of: ChartContext): string[] => searchCharts(of).map(({ id }) => id);
    expect(idsOf(context)).toEqual(CELL_CHARTS);
    const nodes = searchConfigSchema.parse({ space: 'nb1shot1-2' });
    expect(idsOf({ ...context, config: nodes })).toEqual([
      ...['lambda', 'loss', 'accuracy', 'discretisation', 'nodeShift', 'nodeEntropy', 'distance'],
    ]);
    const darts = searchConfigSchema.parse({ method: 'darts', curvature: 'off' });
    const left = idsOf({ ...context, config: darts });
    expect(CELL_CHARTS.filter((id) => !left.includes(id))).toEqual(['lambda', 'shift']);
  });

  test('say their values at an epoch', () => {
    const record = history.epochs[1]!;
    expect(CELL_CHARTS.map((id) => chart(id).value(record, context))).toEqual([
      '0.2',
      '1.9 / 2',
      '20.0 / 25.0 %',
      '5.0 pt',
      '0.3 / —',
      '0.9 / 0.9',
      '8 / 0',
      '0',
    ]);
  });

  test('over epochs share one x-axis, the planned epochs', () => {
    for (const id of RUN_CHART_IDS.filter((each) => each !== 'distance'))
      expect(chart(id).spec(context).x).toEqual({ label: 'epoch', min: 0, max: 9 });
  });

  test('can be drawn before the first epoch and after it', () => {
    for (const each of [{ ...context, history: EMPTY_HISTORY, shift: new Map() }, context])
      for (const id of RUN_CHART_IDS) expect(chartSvg(chart(id).spec(each))).not.toContain('NaN');
  });

  test('put the cursor of the α distance to the distance of the epoch', () => {
    const [first, last] = history.epochs.map((record) => RUN_CHARTS.distance.cursor?.(record, context));
    expect(first).toBeGreaterThan(0);
    expect(last).toBe(0);
  });

  test('tell what DARTS-ES would have done', () => {
    expect(stopText(context)).toBe('DARTS-ES would not have ended this search so far.');
  });
});

test('a chart of the entropy has no line where the weights of an edge do not add up to 1', () => {
  const rows = (row: number[]) => Array.from({ length: 14 }, () => row);
  const weights = { normal: rows([0.9, 0.8, 0.7]), reduce: rows([0.9, 0.8, 0.7]) };
  const sigmoid = { ...context, history: extend(EMPTY_HISTORY, [{ ...epochEvent(0), weights }]) };
  const { entropy } = RUN_CHARTS;
  expect(entropy.spec(sigmoid).series.flatMap(({ points }) => points)).toEqual([]);
  expect(entropy.value(sigmoid.history.epochs[0]!, sigmoid)).toBe('— / —');
  expect(entropy.note(sigmoid)).toContain('do not add up to 1');
});

describe('a large chart', () => {
  test('keeps the raw line pale behind the smoothed one, and guide lines as they are', () => {
    const { series } = largeSpec(RUN_CHARTS.lambda.spec(context), 0.5, 'linear');
    expect(series.map(({ name, faint, dashed }) => [name, faint ?? false, dashed ?? false])).toEqual([
      ['1.3 × least so far', false, true],
      ['λ_max', true, false],
      ['λ_max', false, false],
    ]);
    // Debiased: (0.5 · 0.1 + 0.2) ÷ 1.5.
    expect(series[2]!.points[1]!.y).toBeCloseTo(0.25 / 1.5, 12);
  });

  test('of steps shows what the host gave, in the unit of the chart', () => {
    const point = { step: 3, epoch: 0, value: 0.25 };
    const curve = { run: 'r', points: [point], smooth: [] };
    const spec = stepSpec(RUN_CHARTS.accuracy.spec(context), RUN_CHARTS.accuracy.steps, [curve], undefined);
    expect(spec.series.map(({ points }) => points)).toEqual([[{ x: 3, y: 25 }]]);
  });
});

describe('the sheet of all charts', () => {
  test('has every chart as a document of its own, two beside each other', () => {
    const svg = chartsFigure(searchCharts(context), 'run').svg();
    expect(svg.match(/<svg /gu)).toHaveLength(1 + CELL_CHARTS.length);
    expect(svg).toContain('<svg x="640" y="0"');
    expect(sheetSvg([], 'nothing')).toContain('width="0"');
  });

  test('has every point in its CSV', () => {
    const csv = chartsFigure(searchCharts(context), 'run').csv();
    expect(csv).toContain('Length of the mean shift,‖ΔA‖ normal,epoch,0.5,"‖ΔA‖, Frobenius",0.2');
  });
});

describe('a heat map', () => {
  test('has a tile for every weight, the kept ones framed', () => {
    const { tiles, rows, columns } = heatAtEpoch(history.epochs[0]!, 'normal', SPACES.s3);
    expect([tiles.length, rows.length, columns.map(({ text }) => text)]).toEqual([
      42,
      14,
      ['none', 'skip', 'sep 3'],
    ]);
    expect(tiles.filter(({ kept }) => kept)).toHaveLength(8);
    expect(tiles.every(({ weight }) => weight >= 0 && weight <= 1)).toBe(true);
  });

  test('over the epochs has a column an epoch in the colour of the leader', () => {
    const { tiles } = heatOverEpochs(history.epochs, 'normal', SPACES.s3);
    expect(tiles).toHaveLength(2 * 14);
    expect([tiles[0]!.colour, tiles[14]!.colour]).toEqual(['#009e73', '#56b4e9']);
  });

  test('names the operations in the tiles where edges differ in them', () => {
    const s1 = { ...history.epochs[0]!, weights: { normal: [[0.25, 0.75]], reduce: [] } };
    const { tiles, columns } = heatAtEpoch(s1, 'normal', SPACES.s1);
    expect([tiles[1]!.text, tiles[2]!.text, columns]).toEqual(['dil 3 0.75', 'skip ✕', []]);
  });

  test('becomes a figure with all weights as CSV', () => {
    const maps = [heatAtEpoch(history.epochs[0]!, 'normal', SPACES.s3)];
    const figure = heatFigure({ maps, records: history.epochs, space: SPACES.s3, name: 'heat' });
    expect(figure.svg()).not.toMatch(/NaN|undefined/u);
    expect(figure.csv().trim().split('\n')).toHaveLength(1 + 2 * 2 * 14 * 3);
  });
});
