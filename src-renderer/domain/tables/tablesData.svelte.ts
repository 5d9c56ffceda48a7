/** What tables need of the host beside the list of runs: curves, and one configuration a group. */
import type { Client } from '../../../src-shared/contract/client.ts';
import type { RunSummary, SeriesPoint } from '../../../src-shared/contract/runs.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import { createLoaded, type Loaded } from '../compare/loaded.svelte.ts';
import { createRunData } from '../compare/runData.ts';
import type { SeriesName } from '../compare/seriesTable.ts';
import type { SeriesPoints } from './points.ts';

/** Runs in one question: the most the host takes. */
const AT_ONCE = 1000;
/** Points of a curve: all of them. */
const ALL_POINTS = 20_000;

export interface TablesNeed {
  readonly runs: readonly RunSummary[];
  readonly series: readonly SeriesName[];
  /** Configurations are needed. */
  readonly settings: boolean;
}

type Points = ReadonlyMap<string, readonly SeriesPoint[]>;

/** A series of all these runs, by run. */
async function curvesOf(client: Client, name: SeriesName, ids: readonly string[]): Promise<Points> {
  const parts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, index) =>
    ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  const answers = await Promise.all(
    parts.map((runs) => client.invoke('series.curves', { runs, name, maxPoints: ALL_POINTS })),
  );
  return new Map(answers.flatMap(({ curves }) => curves.map(({ run, points }) => [run, points] as const)));
}

export interface TablesData {
  readonly points: Loaded<SeriesPoints>;
  /** By group. */
  readonly configs: Loaded<ReadonlyMap<string, RunConfig>>;
}

/** Follows what the tables need; call it while a component is made. */
export function createTablesData(client: Client, need: () => TablesNeed): TablesData {
  const data = createRunData(client);
  const points = createLoaded(() => {
    const { runs, series } = need();
    if (series.length === 0 || runs.length === 0) return undefined;
    return {
      key: JSON.stringify([series, runs.map(({ id, epochsDone }) => [id, epochsDone])]),
      load: async (): Promise<SeriesPoints> => {
        const ids = runs.map(({ id }) => id);
        const found = await Promise.all(series.map((name) => curvesOf(client, name, ids)));
        return new Map(series.map((name, index) => [name, found[index]!]));
      },
    };
  });
  const configs = createLoaded(() => {
    const { runs, settings } = need();
    const firsts = [...new Map(runs.map((run) => [run.group, run])).values()];
    if (!settings || firsts.length === 0) return undefined;
    return {
      key: JSON.stringify(firsts.map(({ id }) => id)),
      load: async (): Promise<ReadonlyMap<string, RunConfig>> => {
        const found = await data.configs(firsts);
        return new Map(firsts.map(({ group }, index) => [group, found[index]!]));
      },
    };
  });
  return { points, configs };
}
