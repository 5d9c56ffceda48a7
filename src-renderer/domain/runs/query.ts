/**
 * The language of the filter box: words, `key:value` and `key>number`, all of which must hold.
 * `-` before a term turns it round, commas give alternatives, quotes keep blanks: `-tag:"to do",old`.
 */
import { closest } from '../../../src-shared/contract/closest.ts';
import { NUMBER_FIELDS, TEXT_FIELDS, isNumberField, isTextField } from './queryFields.ts';
import type { NumberField, TextField } from './queryFields.ts';
import { readWords, type Word } from './queryWords.ts';

export const COMPARISONS = ['>=', '<=', '!=', '>', '<', '='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Term = { readonly negated: boolean } & (
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'field'; readonly field: TextField; readonly values: readonly string[] }
  | {
      readonly kind: 'number';
      readonly field: NumberField;
      readonly comparison: Comparison;
      readonly value: number;
    }
);

export interface Query {
  readonly terms: readonly Term[];
  /** What could not be understood; those words filter nothing. */
  readonly problems: readonly string[];
}

const SUFFIXES: Readonly<Record<string, number>> = { '%': 0.01, k: 1e3, M: 1e6 };

/** A number as people write it: `0.6`, `60%`, `3.6M`; undefined where it is none. */
function readNumber(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([%kM]?)$/u.exec(text);
  if (match === null) return undefined;
  const factor = SUFFIXES[match[2]!] ?? 1;
  const value = factor === 0.01 ? Number(match[1]) / 100 : Number(match[1]) * factor;
  return Number.isFinite(value) ? value + 0 : undefined; // −0 is 0
}

function unknownKey(key: string): string {
  const known = [...Object.keys(TEXT_FIELDS), ...Object.keys(NUMBER_FIELDS)];
  const near = closest(key, known);
  return `There is no field “${key}”. ${near === undefined ? 'Put quotes around it to search for the text.' : `Did you mean ${near}?`}`;
}

function numberTerm(word: Word, field: NumberField, comparison: Comparison): Term | string {
  const given = word.values.join(',');
  const value = readNumber(given);
  if (value === undefined)
    return `“${field}” is compared with a number, got “${given}”. Write for instance ${NUMBER_FIELDS[field].example}.`;
  if (NUMBER_FIELDS[field].unit !== 'part')
    return { negated: word.negated, kind: 'number', field, comparison, value };
  // 60 can only mean percent.
  const part = value > 1 && !given.endsWith('%') ? value / 100 : value;
  if (part > 1)
    return `“${field}” is at most 100 %, got ${given}. Write for instance ${NUMBER_FIELDS[field].example}.`;
  return { negated: word.negated, kind: 'number', field, comparison, value: part };
}

function fieldTerm(word: Word, key: string, operator: string): Term | string {
  const values = word.values.filter((value) => value !== '');
  if (isTextField(key)) {
    if (values.length === 0) return `“${key}${operator}” needs a value, such as ${TEXT_FIELDS[key].example}.`;
    if (operator === ':' || operator === '=')
      return { negated: word.negated, kind: 'field', field: key, values };
    return `“${key}” holds text: write ${key}:value instead of ${key}${operator}.`;
  }
  if (!isNumberField(key)) return unknownKey(key);
  const comparison = operator === ':' ? '=' : COMPARISONS.find((known) => known === operator);
  return comparison === undefined ? `“${operator}” compares nothing.` : numberTerm(word, key, comparison);
}

function termOf(word: Word): Term | string {
  if (word.key !== undefined) return fieldTerm(word, word.key.name.toLowerCase(), word.key.operator);
  return { negated: word.negated, kind: 'text', value: word.values.join(',') };
}

/** Reads what was typed; never throws. */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  const problems: string[] = [];
  for (const word of readWords(text)) {
    const term = termOf(word);
    if (typeof term === 'string') problems.push(term);
    else if (term.kind !== 'text' || term.value !== '') terms.push(term);
  }
  return { terms, problems };
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/gu, '\\$&')}"`;
}

function written(value: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(value) ? value : quoted(value);
}

/** The text that `parseQuery` reads as these terms. */
export function formatQuery(terms: readonly Term[]): string {
  return terms
    .map((term) => {
      const sign = term.negated ? '-' : '';
      if (term.kind === 'text') return sign + written(term.value);
      if (term.kind === 'field') return `${sign}${term.field}:${term.values.map(written).join(',')}`;
      return `${sign}${term.field}${term.comparison}${term.value}`;
    })
    .join(' ');
}
