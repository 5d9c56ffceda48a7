/** What Compare shows, as the address has it: `#/compare?runs=id,id&series=epoch.lambdaMax&x=epoch&group=1`. */
import type { Address } from '../../state/address.ts';
import { isSeriesName, seriesLook, type SeriesName } from './seriesTable.ts';

export const X_AXES = ['epoch', 'step', 'hours'] as const;
export type XAxis = (typeof X_AXES)[number];

export const PARTS = ['charts', 'distance', 'configuration', 'cells'] as const;
export type Part = (typeof PARTS)[number];

export interface Panel {
  readonly series: SeriesName;
  readonly scale: 'linear' | 'symlog';
}

export interface Choice {
  readonly part: Part;
  readonly runs: readonly string[];
  readonly panels: readonly Panel[];
  readonly x: XAxis;
  /** Weight of the past, 0 (none) to 0.99. */
  readonly smoothing: number;
  /** Mean ± std of the runs of a group instead of single runs. */
  readonly grouped: boolean;
  /** What the distance to the final architecture is taken over. */
  readonly over: 'alpha' | 'A';
  /** The configuration in full, not only what differs. */
  readonly allKnobs: boolean;
  /** Runs as rows, knobs as columns. */
  readonly transposed: boolean;
  /** Epochs of the cells, by run; absent: the best one. */
  readonly epochs: Readonly<Record<string, number>>;
}

export const DEFAULT_SERIES: readonly SeriesName[] = ['epoch.validationAccuracy', 'epoch.lambdaMax'];
/** For evaluations alone. */
export const EVALUATION_SERIES: readonly SeriesName[] = ['epoch.testAccuracy', 'epoch.testLoss'];
const MOST_SMOOTHING = 0.99;

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter((part) => part !== '');

function oneOf<T extends string>(known: readonly T[], text: string | undefined): T {
  return known.find((value) => value === text) ?? known[0]!;
}

function readPanels(query: Address['query'], usual: readonly SeriesName[]): Panel[] {
  const scales = (query['scale'] ?? '').split(',');
  const panels = list(query['series']).map((series, index) => ({ series, scale: scales[index] }));
  const known = panels.flatMap(({ series, scale }): Panel[] => {
    if (!isSeriesName(series)) return [];
    const own = seriesLook(series).scale;
    return [{ series, scale: scale === 'linear' || scale === 'symlog' ? scale : own }];
  });
  if (known.length > 0) return known;
  return usual.map((series) => ({ series, scale: seriesLook(series).scale }));
}

/** The ids of runs in an address. */
export function runsIn(query: Address['query']): string[] {
  return [...new Set(list(query['runs']))];
}

/** The series that are shown of runs of these kinds where the address names none. */
export function usualSeries(kinds: readonly string[]): readonly SeriesName[] {
  return kinds.length > 0 && kinds.every((kind) => kind === 'evaluation')
    ? EVALUATION_SERIES
    : DEFAULT_SERIES;
}

/** Reads an address; what it does not know is as if it were not there. */
export function readChoice(query: Address['query'], usual = DEFAULT_SERIES): Choice {
  const smoothing = Number(query['smoothing'] ?? 0);
  const runs = runsIn(query);
  const epochs = (query['at'] ?? '').split(',');
  return {
    part: oneOf(PARTS, query['part']),
    runs,
    panels: readPanels(query, usual),
    x: oneOf(X_AXES, query['x']),
    smoothing: smoothing > 0 ? Math.min(smoothing, MOST_SMOOTHING) : 0,
    grouped: query['group'] === '1',
    over: oneOf(['alpha', 'A'], query['over']),
    allKnobs: query['knobs'] === 'all',
    transposed: query['transposed'] === '1',
    epochs: Object.fromEntries(
      runs.flatMap((id, index) => (/^\d+$/u.test(epochs[index] ?? '') ? [[id, Number(epochs[index])]] : [])),
    ),
  };
}

const unlessDefault = <T extends string>(value: T, known: readonly T[]): string =>
  value === known[0] ? '' : value;

/** The query of a choice, whole: what stands at its default is empty, which removes it from the address. */
export function writeChoice(choice: Choice, usualNames = DEFAULT_SERIES): Record<string, string> {
  const { panels, epochs, runs } = choice;
  const usual =
    panels.length === usualNames.length && panels.every(({ series }, index) => series === usualNames[index]);
  const scales = panels.map(({ series, scale }) => (scale === seriesLook(series).scale ? '' : scale));
  const scaled = scales.some((scale) => scale !== '');
  const at = runs.map((id) => String(epochs[id] ?? ''));
  return {
    part: unlessDefault(choice.part, PARTS),
    runs: runs.join(','),
    series: usual && !scaled ? '' : panels.map(({ series }) => series).join(','),
    scale: scaled ? scales.join(',') : '',
    x: unlessDefault(choice.x, X_AXES),
    smoothing: choice.smoothing === 0 ? '' : String(choice.smoothing),
    group: choice.grouped ? '1' : '',
    over: unlessDefault(choice.over, ['alpha', 'A']),
    knobs: choice.allKnobs ? 'all' : '',
    transposed: choice.transposed ? '1' : '',
    at: at.some((epoch) => epoch !== '') ? at.join(',') : '',
  };
}
