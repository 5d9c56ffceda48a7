/** Methods × spaces of a data set: which runs stand in which cell, and what they give. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import { METHOD_NAMES } from '../../../src-shared/methods/names.ts';
import { SEARCH_SPACE_NAMES } from '../../../src-shared/space/searchSpaces.ts';
import { methodTitle } from '../../../src-shared/methods/label.ts';
import { rulesOf } from '../evaluation/rules.ts';
import { MARK_ORDER, type MarkId } from './marks.ts';
import type { PointsOf } from './points.ts';
import { quantityOf, type QuantityId } from './quantities.ts';
import { settingKey, settingLabels } from './settings.ts';
import { spreadOf, type SpreadOf } from './spread.ts';

export interface ResultCell {
  readonly runs: readonly RunSummary[];
  readonly spread: SpreadOf | null;
  readonly marks: readonly MarkId[];
}

export interface ResultRow {
  readonly key: string;
  readonly method: string;
  /** The method, and what it is composed with: `DARTS + drop path 0.2`. */
  readonly label: string;
  /** What tells this setting of the method from its others; '' where there is only one. */
  readonly setting: string;
  /** By space; a space without runs is absent. */
  readonly cells: ReadonlyMap<string, ResultCell>;
}

export interface ResultTable {
  readonly dataset: string;
  readonly spaces: readonly string[];
  readonly rows: readonly ResultRow[];
}

export interface ResultOptions {
  readonly quantity: QuantityId;
  readonly pointsOf: PointsOf;
  /** Configurations by group; undefined: all settings of a method in one row. */
  readonly configs?: ReadonlyMap<string, RunConfig> | undefined;
}

/** Known names in their order, then the others by the alphabet. */
function inOrder(names: readonly string[], known: readonly string[]): string[] {
  const place = (name: string): number => (known.includes(name) ? known.indexOf(name) : known.length);
  return [...new Set(names)].sort(
    (left, right) => place(left) - place(right) || (left < right ? -1 : left > right ? 1 : 0),
  );
}

function grouped<T, K>(members: readonly T[], key: (member: T) => K): Map<K, T[]> {
  const parts = new Map<K, T[]>();
  for (const member of members) {
    const part = parts.get(key(member));
    if (part === undefined) parts.set(key(member), [member]);
    else part.push(member);
  }
  return parts;
}

/** Whether a quantity is the number that evaluations report, and not one of a fixed epoch. */
export const isReported = (quantity: QuantityId): boolean =>
  quantity === 'testError' || quantity === 'top5Error';

function cellOf(runs: readonly RunSummary[], { quantity, pointsOf }: ResultOptions): ResultCell {
  const spread = spreadOf(runs.map((run) => quantityOf(quantity).of(run, pointsOf(quantity, run.id))));
  const rules = isReported(quantity) ? rulesOf(runs) : [];
  const holds: Readonly<Record<MarkId, boolean>> = {
    shortened: runs.some(({ shortened }) => shortened.length > 0),
    unfinished: runs.some(({ state }) => state !== 'finished'),
    mixed: new Set(runs.map(({ group }) => group)).size > 1,
    rules: rules.length > 1,
    testChosen: rules.includes('best-test'),
    notFinite: spread !== null && spread.notFinite > 0,
  };
  return { runs, spread, marks: MARK_ORDER.filter((mark) => holds[mark]) };
}

function rowsOf(method: string, runs: readonly RunSummary[], options: ResultOptions): ResultRow[] {
  const { configs } = options;
  const cells = (members: readonly RunSummary[]): ReadonlyMap<string, ResultCell> =>
    new Map(
      [...grouped(members, ({ space }) => space)].map(([space, part]) => [space, cellOf(part, options)]),
    );
  const title = method === '' ? 'none named' : methodTitle(method);
  // A method that is composed with something is no setting of the method, but another one.
  if (configs === undefined)
    return [...grouped(runs, ({ methodLabel }) => methodLabel || title)].map(([label, members]) => ({
      ...{ key: `${method} ${label}`, method, label, setting: '' },
      cells: cells(members),
    }));
  const known = runs.flatMap((run) => {
    const config = configs.get(run.group);
    return config === undefined ? [] : [{ run, config, key: settingKey(config) }];
  });
  const byLabel = grouped(known, ({ run }) => run.methodLabel || title);
  return [...byLabel].flatMap(([label, members]) => {
    const settings = settingLabels(new Map(members.map(({ key, config }) => [key, config])));
    return [...settings].map(([key, setting]) => ({
      key: `${method} ${key}`,
      method,
      label,
      setting,
      cells: cells(members.filter((entry) => entry.key === key).map(({ run }) => run)),
    }));
  });
}

/** One table a data set, of the runs that are of the quantity's kind. */
export function resultTables(runs: readonly RunSummary[], options: ResultOptions): ResultTable[] {
  const { kind } = quantityOf(options.quantity);
  const byDataset = grouped(
    runs.filter((run) => run.kind === kind),
    ({ dataset }) => dataset,
  );
  return inOrder([...byDataset.keys()], []).map((dataset) => {
    const members = byDataset.get(dataset)!;
    const byMethod = grouped(members, ({ method }) => method);
    return {
      dataset,
      spaces: inOrder(
        members.map(({ space }) => space),
        SEARCH_SPACE_NAMES,
      ),
      rows: inOrder([...byMethod.keys()], METHOD_NAMES).flatMap((method) =>
        rowsOf(method, byMethod.get(method)!, options),
      ),
    };
  });
}
