/** What Tables shows, as the address has it. */
import type { Address } from '../../state/address.ts';
import { isFreeColumn, type FreeColumn } from './freeTable.ts';
import { isQuantityId, QUANTITY_IDS, type QuantityId } from './quantities.ts';
import { SPREADS, type Spread } from './spread.ts';

export const TABLE_MODES = ['results', 'free'] as const;

export interface TableChoice {
  readonly mode: (typeof TABLE_MODES)[number];
  readonly quantity: QuantityId;
  readonly spread: Spread;
  /** One row a method and setting, or all settings of a method in one row. */
  readonly rows: 'setting' | 'method';
  /** Rows of the free table. */
  readonly by: 'group' | 'run';
  readonly columns: readonly FreeColumn[];
  /** Column the free table is sorted by, `-` before it for descending; '' as the list of runs. */
  readonly sort: string;
  /** Filter in the language of the list of runs. */
  readonly filter: string;
  /** Also runs that have not finished. */
  readonly unfinished: boolean;
}

const DEFAULT_COLUMNS: readonly FreeColumn[] = [
  'method',
  'space',
  'dataset',
  'seed',
  'bestAccuracy',
  'lambdaMax',
];

const oneOf = <T extends string>(known: readonly T[], text: string | undefined): T =>
  known.find((value) => value === text) ?? known[0]!;
const ROWS = ['setting', 'method'] as const;
const BY = ['group', 'run'] as const;

/** Reads an address; what it does not know is as if it were not there. */
export function readTableChoice(query: Address['query']): TableChoice {
  const columns = [...new Set((query['columns'] ?? '').split(','))].filter(isFreeColumn);
  const quantity = query['quantity'] ?? '';
  return {
    mode: oneOf(TABLE_MODES, query['table']),
    quantity: isQuantityId(quantity) ? quantity : QUANTITY_IDS[0]!,
    spread: oneOf(SPREADS, query['spread']),
    rows: oneOf(ROWS, query['rows']),
    by: oneOf(BY, query['by']),
    columns: columns.length === 0 ? DEFAULT_COLUMNS : columns,
    sort: query['sort'] ?? '',
    filter: query['q'] ?? '',
    unfinished: query['unfinished'] === '1',
  };
}

/** The query of a choice, whole: what stands at its default is empty, which removes it from the address. */
export function writeTableChoice(choice: TableChoice): Record<string, string> {
  const unless = (value: string, usual: string): string => (value === usual ? '' : value);
  return {
    table: unless(choice.mode, TABLE_MODES[0]),
    quantity: unless(choice.quantity, QUANTITY_IDS[0]!),
    spread: unless(choice.spread, SPREADS[0]),
    rows: unless(choice.rows, ROWS[0]),
    by: unless(choice.by, BY[0]),
    columns: unless(choice.columns.join(','), DEFAULT_COLUMNS.join(',')),
    sort: choice.sort,
    q: choice.filter,
    unfinished: choice.unfinished ? '1' : '',
  };
}
