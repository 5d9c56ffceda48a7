/** Whether a run fits a filter. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { Comparison, Term } from './query.ts';
import { NUMBER_FIELDS, TEXT_FIELDS } from './queryFields.ts';

const COMPARE: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

const MATCH = {
  whole: (text: string, value: string) => text === value,
  part: (text: string, value: string) => text.includes(value),
  start: (text: string, value: string) => text.startsWith(value),
} as const;

// A summary never changes: a changed run comes as a new object.
const haystacks = new WeakMap<RunSummary, string>();

/** Everything of a run that free words are looked for in. */
function haystack(run: RunSummary): string {
  const known = haystacks.get(run);
  if (known !== undefined) return known;
  const { name, method, methodLabel, space, dataset, tags, notes, id, state, kind } = run;
  const text = [
    name,
    method,
    methodLabel,
    space,
    dataset,
    ...tags,
    notes,
    id,
    state,
    kind,
    `seed ${run.seed}`,
  ]
    .join('\n')
    .toLowerCase();
  haystacks.set(run, text);
  return text;
}

function holds(term: Term, run: RunSummary): boolean {
  if (term.kind === 'text') return haystack(run).includes(term.value.toLowerCase());
  if (term.kind === 'number') {
    const value = NUMBER_FIELDS[term.field].of(run);
    return value !== null && COMPARE[term.comparison](value, term.value);
  }
  const { of, match } = TEXT_FIELDS[term.field];
  const texts = [of(run)].flat().map((text) => text.toLowerCase());
  return term.values.some((value) => texts.some((text) => MATCH[match](text, value.toLowerCase())));
}

/** Whether all terms hold. A run without the number a term names fits neither it nor its opposite. */
export function matches(terms: readonly Term[], run: RunSummary): boolean {
  return terms.every((term) => {
    if (term.kind === 'number' && NUMBER_FIELDS[term.field].of(run) === null) return false;
    return holds(term, run) !== term.negated;
  });
}
