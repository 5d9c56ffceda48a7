/** What a panel of Compare asks the host for. */
import type { Client } from '../../../src-shared/contract/client.ts';
import { hoursOf } from './clock.ts';
import type { PanelData } from './overlay.ts';
import type { SeriesName } from './seriesTable.ts';
import type { Subject } from './subjects.ts';

export interface PanelQuestion {
  readonly series: SeriesName;
  readonly subjects: readonly Subject[];
  readonly grouped: boolean;
  readonly smoothing: number;
  /** x counts hours. */
  readonly hours: boolean;
}

/** A panel's data, and the series it is of. */
export type PanelAnswer = PanelData & Pick<PanelQuestion, 'series' | 'smoothing' | 'grouped'>;

const ids = (subjects: readonly Subject[]): string[] =>
  subjects.flatMap(({ runs }) => runs.map(({ id }) => id));

/** Equal for questions with the same answer: a run that goes on asks again. */
export function panelKey({ series, subjects, grouped, smoothing, hours }: PanelQuestion): string {
  const step = series.startsWith('step.');
  const runs = subjects.flatMap((subject) =>
    subject.runs.map((run) => `${run.id}:${step ? run.steps : run.epochsDone}`),
  );
  return JSON.stringify([series, grouped, smoothing, hours, runs]);
}

/** Asks for all of a panel at once. */
export async function loadPanel(client: Client, question: PanelQuestion): Promise<PanelAnswer> {
  const { series, subjects, grouped, smoothing, hours } = question;
  const runs = ids(subjects);
  const [curves, bands, seconds] = await Promise.all([
    client.invoke('series.curves', { runs, name: series, smoothing }),
    grouped
      ? client.invoke('series.bands', {
          groups: subjects.map((subject) => ids([subject])),
          name: series,
          smoothing,
        })
      : { bands: [] },
    hours
      ? client.invoke('series.curves', { runs, name: 'epoch.seconds', maxPoints: 20_000 })
      : { curves: [] },
  ]);
  return {
    series,
    smoothing,
    grouped,
    curves: new Map(curves.curves.map((curve) => [curve.run, curve])),
    bands: new Map(bands.bands.map((band, index) => [subjects[index]!.key, band])),
    hours: new Map(seconds.curves.map(({ run, points }) => [run, hoursOf(points)])),
  };
}
