/** Configurations side by side. */
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import type { TextTable } from '../../lib/table/table.ts';

/** One knob; `values` in the order of the configurations, '—' where one has no such knob. */
export interface KnobRow {
  readonly knob: string;
  readonly values: readonly string[];
  readonly differs: boolean;
}

/** A knob that a method chooses itself is absent from its configuration. */
const ABSENT = '—';

function text(value: unknown): string {
  if (value === undefined) return ABSENT;
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/** All knobs of some configurations, in the order of the schema; `left` ones are left out. */
export function knobRows(configs: readonly RunConfig[], left: readonly string[] = []): KnobRow[] {
  const knobs = [...new Set(configs.flatMap((config) => Object.keys(config)))];
  const records = configs.map((config): Readonly<Record<string, unknown>> => config);
  return knobs
    .filter((knob) => !left.includes(knob))
    .map((knob) => {
      const values = records.map((config) => text(config[knob]));
      return { knob, values, differs: new Set(values).size > 1 };
    });
}

export interface Matrix {
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    readonly cells: readonly string[];
    readonly differs: boolean;
  }[];
}

/** The table of knobs: a knob a row, or transposed, a run a row. */
export function knobMatrix(rows: readonly KnobRow[], labels: readonly string[], transposed: boolean): Matrix {
  if (!transposed)
    return {
      head: ['knob', ...labels],
      rows: rows.map(({ knob, values, differs }) => ({ label: knob, cells: values, differs })),
    };
  return {
    head: ['run', ...rows.map(({ knob }) => knob)],
    rows: labels.map((label, index) => ({
      label,
      cells: rows.map(({ values }) => values[index]!),
      differs: false,
    })),
  };
}

/** The same as a table for papers. */
export function matrixText({ head, rows }: Matrix, caption: string): TextTable {
  return { caption, head, rows: rows.map(({ label, cells }) => [label, ...cells]) };
}
