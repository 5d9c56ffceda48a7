/** Schema violations in words: the value, the bound and the remedy. */
import type { z } from 'zod';
import { PlateauError } from '../errors.ts';
import { closest } from './closest.ts';

type Issue = z.core.$ZodIssue;

/** What `explainIssue` says: `problem` continues a sentence that begins with the name of the value. */
export interface Explanation {
  readonly problem: string;
  readonly remedy: string;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function bound(
  word: 'least' | 'most',
  issue: { inclusive?: boolean | undefined },
  limit: number | bigint,
): string {
  if (issue.inclusive === false) return word === 'least' ? `more than ${limit}` : `less than ${limit}`;
  return `at ${word} ${limit}`;
}

function oneOf(values: readonly unknown[], got: unknown): Explanation {
  const names = values.map(String);
  const suggestion = typeof got === 'string' ? closest(got, names) : undefined;
  return {
    problem: `must be one of ${names.join(', ')}; got ${quote(got)}.`,
    remedy: suggestion === undefined ? 'Choose one of them.' : `Did you mean ${suggestion}?`,
  };
}

/** Puts one issue of a failed parse of `root` in words. */
export function explainIssue(issue: Issue, root: unknown): Explanation {
  const got = valueAt(root, issue.path);
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const word = issue.code === 'too_small' ? 'least' : 'most';
    const limit = bound(word, issue, issue.code === 'too_small' ? issue.minimum : issue.maximum);
    const length = issue.origin === 'string' ? ' characters long' : '';
    return {
      problem: `must be ${limit}${length}; got ${quote(got)}.`,
      remedy: `Choose a value that is ${limit}${length}.`,
    };
  }
  if (issue.code === 'invalid_value') return oneOf(issue.values, got);
  if (issue.code === 'invalid_union') {
    const values = issue.errors
      .flat()
      .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
    if (values.length > 0) return oneOf(values, got);
  }
  if (issue.code === 'invalid_type') {
    const expected = issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`;
    return { problem: `must be ${expected}; got ${quote(got)}.`, remedy: `Give ${expected}.` };
  }
  if (issue.code === 'unrecognized_keys')
    return { problem: `has unknown fields: ${issue.keys.join(', ')}.`, remedy: 'Remove them.' };
  const remedy = (issue.code === 'custom' ? remedyOf(issue) : undefined) ?? 'Correct it.';
  return { problem: `is not valid: ${issue.message}.`, remedy };
}

/** What a rule over several fields advises. */
function remedyOf({ params }: z.core.$ZodIssueCustom): string | undefined {
  const remedy: unknown = params?.['remedy'];
  return typeof remedy === 'string' ? remedy : undefined;
}

/** Parses `value` or throws what is wrong with its first violation; `what` names the whole. */
export function parseOrExplain<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  // Rules over several fields are written as whole sentences.
  if (issue.code === 'custom')
    throw new PlateauError(
      `${capital(what)}: ${issue.message}.`,
      remedyOf(issue) ?? 'Change one of the values.',
    );
  const { problem, remedy } = explainIssue(issue, value);
  const path = issue.path.map(String).join('.');
  throw new PlateauError(`${path === '' ? capital(what) : `"${path}" of ${what}`} ${problem}`, remedy);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
