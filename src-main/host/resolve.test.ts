import { describe, expect, it } from 'vitest';
import { resolveRun } from './resolve.ts';

const runs = [
  { id: '01JQZB000000000000000000AC', name: 'second' },
  { id: '01JQZA000000000000000000AB', name: 'twin' },
  { id: '01JQZA000000000000000000AA', name: 'twin' },
];

describe('the run that is meant', () => {
  it('is the newest for "last"', () => {
    expect(resolveRun(runs, 'last').id).toBe(runs[0]?.id);
  });

  it('is found by id, by a beginning that fits one only (any case) and by name', () => {
    expect(resolveRun(runs, runs[2]!.id)).toBe(runs[2]);
    expect(resolveRun(runs, '01jqzb')).toBe(runs[0]);
    expect(resolveRun(runs, 'second')).toBe(runs[0]);
  });

  it('is refused when several fit', () => {
    expect(() => resolveRun(runs, '01JQZA')).toThrow('"01JQZA" fits 2 runs');
    expect(() => resolveRun(runs, 'twin')).toThrow('"twin" fits 2 runs');
  });

  it('is refused when none fits, with the nearest name', () => {
    expect(() => resolveRun(runs, 'secnd')).toThrow(
      expect.objectContaining({ remedy: 'Did you mean second?' }),
    );
    expect(() => resolveRun([], 'last')).toThrow('There is no run yet.');
  });
});
