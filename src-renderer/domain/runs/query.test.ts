import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from './matching.ts';
import { COMPARISONS, formatQuery, parseQuery } from './query.ts';
import { NUMBER_FIELDS, TEXT_FIELDS, isNumberField, isTextField } from './queryFields.ts';
import { runWith } from './run.fixture.ts';

const keys = (table: object) => fc.constantFrom(...Object.keys(table));
const values = fc.string({ unit: 'binary', minLength: 1 });
const terms = fc.array(
  fc.oneof(
    fc.record({ negated: fc.boolean(), kind: fc.constant('text' as const), value: values }),
    fc.record({
      negated: fc.boolean(),
      kind: fc.constant('field' as const),
      field: keys(TEXT_FIELDS).filter(isTextField),
      values: fc.array(values, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      negated: fc.boolean(),
      kind: fc.constant('number' as const),
      field: keys(NUMBER_FIELDS).filter(isNumberField),
      comparison: fc.constantFrom(...COMPARISONS),
      // Every field takes a number up to one, an accuracy no larger one.
      value: fc.double({ min: -1e9, max: 1, noNaN: true }).map((value) => value + 0),
    }),
  ),
);

const fits = (text: string, changes: Parameters<typeof runWith>[0]): boolean =>
  matches(parseQuery(text).terms, runWith(changes));

describe('the filter language', () => {
  it('never throws, and says something of every word it leaves out', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-a-z:"\\,<>= 0-9%]*$/u)),
        (text) => {
          const { terms: read, problems } = parseQuery(text);
          for (const problem of problems) expect(problem.length).toBeGreaterThan(10);
          expect(parseQuery(formatQuery(read))).toEqual({ terms: read, problems: [] });
        },
      ),
    );
  });

  it('reads back the terms it writes', () => {
    fc.assert(
      fc.property(terms, (written) => {
        expect(parseQuery(formatQuery(written))).toEqual({ terms: written, problems: [] });
      }),
    );
  });

  it('joins words by and, values after a comma by or, and turns a term round with a minus', () => {
    expect(fits('state:running,queued tag:paper', { state: 'queued', tags: ['paper'] })).toBe(true);
    expect(fits('state:running,queued tag:paper', { state: 'queued', tags: ['draft'] })).toBe(false);
    expect(fits('-tag:"to do"', { tags: ['to do'] })).toBe(false);
    expect(fits('-failed darts', { state: 'finished' })).toBe(true);
  });

  it('takes a field by the whole value, so that darts is not ms-darts', () => {
    expect(fits('method:darts', { method: 'ms-darts' })).toBe(false);
    expect(fits('darts', { method: 'ms-darts' })).toBe(true);
    expect(fits('method:"Fair DARTS"', { method: 'fair-darts' })).toBe(true);
    const composed = { method: 'ms-darts', methodLabel: 'MS-DARTS + partial channels 4' };
    expect(fits('method:ms-darts', composed)).toBe(true);
    expect(fits('method:"MS-DARTS + partial channels 4"', composed)).toBe(true);
    expect(fits('"partial channels"', composed)).toBe(true);
    expect(fits('METHOD:MS-DARTS', { method: 'ms-darts' })).toBe(true);
  });

  it('compares accuracies as parts or percent', () => {
    for (const text of ['acc>0.6', 'acc>60%', 'acc>60'])
      expect([fits(text, { bestAccuracy: 0.61 }), fits(text, { bestAccuracy: 0.6 })]).toEqual([true, false]);
    expect(fits('params<2M', { parameters: 1_900_000 })).toBe(true);
    expect(fits('lambda>1', { lambdaMax: 'Infinity' })).toBe(true);
  });

  it('finds no run by a number that it does not have', () => {
    expect(fits('acc<0.9', { bestAccuracy: null })).toBe(false);
    expect(fits('-acc<0.9', { bestAccuracy: null })).toBe(false);
  });

  it('names what it does not understand and filters nothing by it', () => {
    expect(parseQuery('stat:running')).toEqual({
      terms: [],
      problems: ['There is no field “stat”. Did you mean state?'],
    });
    expect(parseQuery('acc>high').problems[0]).toContain('compared with a number, got “high”');
    expect(parseQuery('acc>250').problems[0]).toContain('at most 100 %');
    expect(parseQuery('method>3').problems[0]).toContain('write method:value');
    expect(parseQuery('tag:').problems[0]).toContain('needs a value');
  });

  it('takes quoted text as it is, a quote left open too', () => {
    expect(parseQuery('"acc>0.6"').terms).toEqual([{ negated: false, kind: 'text', value: 'acc>0.6' }]);
    expect(parseQuery('notes:"to re').terms).toEqual([
      { negated: false, kind: 'field', field: 'notes', values: ['to re'] },
    ]);
  });
});
