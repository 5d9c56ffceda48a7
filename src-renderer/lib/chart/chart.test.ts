import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { chartCsv } from './chartFigure.ts';
import { chartSvg, finiteRuns } from './chartSvg.ts';
import { describeChart } from './describe.ts';
import { extent, makeScale, niceTicks } from './scale.ts';
import type { ChartSpec } from './spec.ts';

const spec: ChartSpec = {
  title: 'λ_max <per epoch>',
  x: { label: 'epoch' },
  y: { label: 'λ_max', scale: 'symlog' },
  lines: [{ y: 0.4, label: 'stop' }],
  series: [
    {
      name: 'a & b',
      colour: '#0072b2',
      points: [
        { x: 0, y: -0.02 },
        { x: 1, y: NaN },
        { x: 2, y: 0.3 },
        { x: 3, y: 12 },
      ],
      band: [
        { x: 2, low: 0.2, high: 0.4 },
        { x: 3, low: 10, high: 14 },
      ],
    },
    { name: 'raw', colour: '#d55e00', faint: true, points: [{ x: 0, y: 1 }] },
  ],
};

describe('ticks', () => {
  test('are round numbers inside the range', () => {
    expect(niceTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(-0.3, 0.3, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });
  test('stay within any range and are evenly apart', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const ticks = niceTicks(low, high, 6);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThan(16);
        const slack = (high - low) * 1e-6;
        for (const tick of ticks) expect(tick >= low - slack && tick <= high + slack).toBe(true);
      }),
    );
  });
});

test('an axis without finite values still has ends', () => {
  expect(extent([NaN, Infinity])).toEqual([0, 1]);
});

test('a symlog axis maps its ends in order and keeps zero among its ticks', () => {
  const scale = makeScale({ label: '', scale: 'symlog' }, [-2, 0.01, 300], 6);
  expect(scale.low).toBeLessThan(scale.map(0));
  expect(scale.map(0)).toBeLessThan(scale.high);
  expect(scale.ticks.some(({ text }) => text === '0')).toBe(true);
});

test('a symlog axis without a power of ten on it has round numbers for ticks', () => {
  const scale = makeScale({ label: '', scale: 'symlog', threshold: 0.001 }, [0.042, 0.058], 3);
  expect(scale.ticks.map(({ text }) => text)).toEqual(['0.045', '0.05', '0.055']);
  expect(scale.ticks.map(({ at }) => at)).toEqual([0.045, 0.05, 0.055].map(scale.map));
});

test('a value that is no number parts the line in two', () => {
  expect(finiteRuns(spec.series[0]!.points).map((run) => run.length)).toEqual([1, 2]);
});

describe('the SVG of a chart', () => {
  const svg = chartSvg(spec);
  test('stands alone: no style sheet, class, script or outside reference', () => {
    expect(svg).not.toMatch(/class=|<style|<script|href=|var\(/u);
    expect(svg).not.toContain('NaN ');
  });
  test('escapes its texts and marks what is not finite', () => {
    expect(svg).toContain('λ_max &lt;per epoch&gt;');
    expect(svg).toContain('a &amp; b');
    expect(svg).toContain('<title>NaN</title>');
  });
  test('has no coordinate that is not a number', () => {
    for (const [, numbers] of svg.matchAll(/ (?:d|x|y|cx|cy)="([^"]*)"/gu))
      expect(numbers).not.toMatch(/NaN|undefined|Infinity/u);
  });
  test('names the linear part of the symlog axis, and no faint series in the legend', () => {
    expect(svg).toContain('symlog, linear within');
    expect(svg).not.toContain('>raw<');
  });
});

test('the CSV of a chart holds every point as it is', () => {
  const rows = Papa.parse(chartCsv(spec).trimEnd()).data;
  expect(rows).toEqual([
    ['series', 'epoch', 'λ_max', 'low', 'high'],
    ['a & b', '0', '-0.02', '', ''],
    ['a & b', '1', 'NaN', '', ''],
    ['a & b', '2', '0.3', '0.2', '0.4'],
    ['a & b', '3', '12', '10', '14'],
    ['raw', '0', '1', '', ''],
  ]);
});

test('a raw curve behind its smoothed self is told from it', () => {
  const points = [{ x: 0, y: 1 }];
  const both = [true, false].map((faint) => ({ name: 'a', colour: '#000000', points, faint }));
  expect(chartCsv({ ...spec, series: both })).toBe('series,epoch,λ_max\na (raw),0,1\na,0,1\n');
});

test('a chart says in words how its curves end', () => {
  expect(describeChart(spec)).toBe('λ_max <per epoch>: a & b 12 at epoch 3');
});
