/** The table of a run's epochs, put together from its series. */
import { EPOCH_QUANTITIES, type EpochRow } from '../../src-shared/contract/runs.ts';
import { fromColumns } from './quantities.ts';
import type { Store } from './store.ts';

const KEYS = new Map(EPOCH_QUANTITIES.map((key) => [`epoch.${key}`, key]));

/** One row an epoch, in order; values that were not measured are absent. */
export function epochRows(store: Store, id: string): EpochRow[] {
  const rows = new Map<number, EpochRow>();
  for (const { name, step, epoch, value, status } of store.epochPoints(id)) {
    const key = KEYS.get(name);
    const number = fromColumns(value, status);
    if (key === undefined || epoch === null || number === null) continue;
    const row = rows.get(epoch) ?? { epoch, step, genotype: null, values: {} };
    rows.set(epoch, { ...row, values: { ...row.values, [key]: number } });
  }
  for (const { epoch, text } of store.genotypes(id)) {
    const row = rows.get(epoch);
    if (row !== undefined) rows.set(epoch, { ...row, genotype: text });
  }
  return [...rows.values()].sort((left, right) => left.epoch - right.epoch);
}
