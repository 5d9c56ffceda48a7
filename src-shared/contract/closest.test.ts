import { describe, expect, it } from 'vitest';
import { closest } from './closest.ts';

describe('closest', () => {
  it('finds the candidate a mistyped word is meant to be', () => {
    expect(closest('cifar1O', ['cifar10', 'mnist'])).toBe('cifar10');
    expect(closest('SDARTS_RS', ['darts', 'sdarts-rs'])).toBe('sdarts-rs');
  });

  it('stays silent when nothing is near, or several are equally near', () => {
    expect(closest('imagenet', ['cifar10', 'mnist'])).toBeUndefined();
    expect(closest('s6', ['s1', 's2'])).toBeUndefined();
    expect(closest('anything', [])).toBeUndefined();
  });
});
