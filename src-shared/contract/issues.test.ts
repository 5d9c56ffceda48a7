import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METHOD_NAMES } from '../methods/names.ts';
import { searchConfigSchema } from '../run/config.ts';
import { parseOrExplain } from './issues.ts';

function failure(value: unknown): string {
  try {
    parseOrExplain(searchConfigSchema, value, 'the configuration');
  } catch (error) {
    if (error instanceof Error && 'remedy' in error) return `${error.message} ${String(error.remedy)}`;
    throw error;
  }
  return 'accepted';
}

describe('parseOrExplain', () => {
  it('quotes the value, the bound and the remedy of a number out of range', () => {
    expect(failure({ batch: 1 })).toBe(
      '"batch" of the configuration must be at least 2; got 1. Choose a value that is at least 2.',
    );
    expect(failure({ learningRate: 0 })).toContain('must be more than 0; got 0.');
    expect(failure({ momentum: 1 })).toContain('must be less than 1; got 1.');
  });

  it('names the choices and the nearest one', () => {
    expect(failure({ method: 'ms-dart' })).toBe(
      `"method" of the configuration must be one of ${METHOD_NAMES.join(', ')}; got "ms-dart". Did you mean ms-darts?`,
    );
    expect(failure({ learningRateShift: 3 })).toContain('must be one of 0, 1; got 3.');
  });

  it('says which type is expected', () => {
    expect(failure({ epochs: 2.5 })).toContain('must be a whole number; got 2.5.');
    expect(failure({ flip: 'yes' })).toContain('must be a boolean; got "yes".');
    expect(failure([])).toContain('The configuration must be a object; got [].');
  });

  it('names unknown fields', () => {
    expect(failure({ foo: 1 })).toContain('has unknown fields: foo.');
  });

  it('gives rules over several fields in their own words, with their remedy', () => {
    expect(failure({ channels: 3 })).toBe(
      'The configuration: channels must be even, got 3. Choose an even number, e.g. 4.',
    );
    const odd = z.number().refine((value) => value % 2 === 1, 'it must be odd');
    expect(() => parseOrExplain(odd, 2, 'the number')).toThrow(
      expect.objectContaining({ remedy: 'Change one of the values.' }),
    );
  });

  it('measures the length of texts', () => {
    expect(() => parseOrExplain(z.string().min(3), 'ab', 'the word')).toThrow(
      'The word must be at least 3 characters long; got "ab".',
    );
  });
});
