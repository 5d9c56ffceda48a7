import { describe, expect, it } from 'vitest';
import type { Curve } from '../../../src-shared/contract/runs.ts';
import { runWith } from '../runs/run.fixture.ts';
import type { Choice } from './choice.ts';
import { clockOf, hoursAt, hoursOf } from './clock.ts';
import { assignLooks } from './curveLooks.ts';
import { overlaySpec, type Overlay } from './overlay.ts';
import { groupSubjects, runSubjects, type Subject } from './subjects.ts';

const runs = [
  runWith({ id: 'a', seed: 1, group: 'g', stepsPerEpoch: 10 }),
  runWith({ id: 'b', seed: 2, group: 'g', stepsPerEpoch: 10 }),
  runWith({ id: 'c', seed: 1, group: 'h', stepsPerEpoch: 10 }),
];

const point = (step: number, value: number | 'NaN') => ({ step, epoch: step / 10 - 1, value });
const curve = (run: string, values: readonly (number | 'NaN')[], smooth: readonly number[] = []): Curve => ({
  run,
  points: values.map((value, index) => point(10 * (index + 1), value)),
  smooth: smooth.map((value, index) => point(10 * (index + 1), value)),
});

function overlay(subjects: readonly Subject[], changes: Partial<Overlay> = {}): Overlay {
  const curves = new Map(runs.map(({ id }) => [id, curve(id, [0.1, 'NaN', 0.5], [0.1, 0.2, 0.3])]));
  return {
    panel: { series: 'epoch.validationAccuracy', scale: 'linear' },
    x: 'epoch',
    subjects,
    looks: assignLooks(
      subjects.map(({ key }) => key),
      new Map(),
    ),
    data: { curves, bands: new Map(), hours: new Map() },
    grouped: false,
    smoothing: 0,
    ...changes,
  };
}

describe('the overlay of runs', () => {
  it('shows accuracies in percent, at their epochs, and keeps what is not a number', () => {
    const [first] = overlaySpec(overlay(runSubjects(runs))).series;
    expect(first?.points).toEqual([
      { x: 0, y: 10 },
      { x: 1, y: NaN },
      { x: 2, y: 50 },
    ]);
    expect(first?.id).toBe('a');
  });

  it('puts the raw curve pale behind the smoothed one', () => {
    const { series, title } = overlaySpec(overlay(runSubjects(runs.slice(0, 1)), { smoothing: 0.6 }));
    expect(series.map(({ faint, points }) => [faint, points.at(-1)?.y])).toEqual([
      [true, 50],
      [false, 30],
    ]);
    expect(title).toContain('smoothed by 0.6');
  });

  it('draws the highlighted run last and the others pale', () => {
    const { series } = overlaySpec(overlay(runSubjects(runs), { highlighted: 'a' }));
    expect(series.map(({ id, faint }) => [id, faint])).toEqual([
      ['b', true],
      ['c', true],
      ['a', false],
    ]);
    const unknown = overlaySpec(overlay(runSubjects(runs), { highlighted: 'gone' }));
    expect(unknown.series.every(({ faint }) => faint === false)).toBe(true);
  });
});

describe('the overlay of groups', () => {
  const subjects = groupSubjects(runs);
  const band = (ids: readonly string[], std: number | null) => ({
    runs: [...ids],
    points: [{ step: 10, epoch: 0, mean: 0.5, std, n: ids.length }],
  });
  const bands = new Map([
    ['g', band(['a', 'b'], 0.1)],
    ['h', band(['c'], null)],
  ]);
  const base = overlay(subjects);
  const spec = overlaySpec({ ...base, grouped: true, data: { ...base.data, bands } });

  it('shows the mean with its band in front of the pale single runs, and says n', () => {
    const mean = spec.series.find(({ name }) => name.endsWith('mean ± std (2)'));
    expect(mean?.points).toEqual([{ x: 0, y: 50 }]);
    expect(mean?.band).toEqual([{ x: 0, low: 40, high: 60 }]);
    expect(spec.series.filter(({ id, faint }) => id === 'g' && faint === true)).toHaveLength(2);
  });

  it('has no band for a single run', () => {
    const single = spec.series.filter(({ id }) => id === 'h');
    expect(single).toHaveLength(1);
    expect(single[0]?.band).toEqual([]);
  });
});

describe('the x-axis', () => {
  const hours = hoursOf(curve('a', [3600, 7200]).points);
  const at = (x: Choice['x'], series: 'epoch.seconds' | 'step.loss', step: number): number =>
    clockOf(x, series, runs[0]!, hours)({ step, epoch: 1 });

  it('counts epochs that are done for steps, and names epochs from 0', () => {
    expect([at('epoch', 'step.loss', 5), at('epoch', 'epoch.seconds', 20)]).toEqual([0.5, 1]);
  });

  it('adds up the hours of the epochs, between and beyond them too', () => {
    expect(hours).toEqual([
      { step: 10, hours: 1 },
      { step: 20, hours: 3 },
    ]);
    expect([0, 5, 10, 15, 30].map((step) => hoursAt(hours, step))).toEqual([0, 0.5, 1, 2, 5]);
    expect(hoursAt([], 5)).toBeNaN();
  });

  it('leaves out points that have no place yet', () => {
    const { series } = overlaySpec(overlay(runSubjects(runs.slice(0, 1)), { x: 'hours' }));
    expect(series[0]?.points).toEqual([]);
  });
});

describe('labels', () => {
  it('are the full name and the seed, and unique', () => {
    const twins = [runWith({ id: 'xxAAAA' }), runWith({ id: 'xxBBBB' }), runWith({ id: 'c', seed: 2 })];
    expect(runSubjects(twins).map(({ label }) => label)).toEqual([
      'ms-darts s5 cifar10 · seed 1 · AAAA',
      'ms-darts s5 cifar10 · seed 1 · BBBB',
      'ms-darts s5 cifar10 · seed 2',
    ]);
  });
});

it('draws pale curves behind the plain ones of all runs', () => {
  const { series } = overlaySpec(overlay(runSubjects(runs), { smoothing: 0.6 }));
  expect(series.map(({ faint }) => faint)).toEqual([true, true, true, false, false, false]);
});
