import { describe, expect, it } from 'vitest';
import { count, decimals, duration, percent, plural, significant } from './format.ts';

describe('numbers for people', () => {
  it('show fractions in percent and λ_max with three digits', () => {
    expect([percent(0.4312), percent(1), decimals(2.3026, 3)]).toEqual(['43.1 %', '100.0 %', '2.303']);
    expect([significant(0.123456), significant(1234.5), significant(-0.00012345), significant(0)]).toEqual([
      '0.123',
      '1230',
      '-0.000123',
      '0',
    ]);
  });

  it('mark what is not finite, and tell it from what was not measured', () => {
    expect([percent('NaN'), significant('-Infinity')]).toEqual(['✕ NaN', '✕ -Infinity']);
    expect([percent(null), decimals(undefined, 1)]).toEqual(['–', '–']);
  });

  it('show spans of time in the unit that fits', () => {
    expect([duration(0.4), duration(59.4), duration(59.6), duration(200), duration(7500)]).toEqual([
      '0 s',
      '59 s',
      '1:00 min',
      '3:20 min',
      '2:05 h',
    ]);
  });

  it('group thousands and know one from many', () => {
    expect([count(1_930_842), plural(1, 'run'), plural(0, 'run'), plural(1200, 'run')]).toEqual([
      '1,930,842',
      '1 run',
      '0 runs',
      '1,200 runs',
    ]);
  });
});
