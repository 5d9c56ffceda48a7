import { describe, expect, it } from 'vitest';
import { nameProblem } from '../datasets/official.ts';
import { byWeight, findingsText, summary } from './findings.ts';
import { appended, KEPT, sparkPath } from './history.ts';

const findings = [
  { topic: 'Node', status: 'ok', found: 'v24' },
  { topic: 'GPU', status: 'warning', found: 'none', remedy: 'Use the CPU.' },
  { topic: 'Disk', status: 'problem', found: 'full', remedy: 'Free some.' },
] as const;

describe('findings', () => {
  it('come with problems first', () => {
    expect(byWeight(findings).map(({ topic }) => topic)).toEqual(['Disk', 'GPU', 'Node']);
  });

  it('are counted in words', () => {
    expect(summary(findings)).toBe('1 problem, 1 warning');
    expect(summary(findings.slice(0, 1))).toBe('everything is in order');
  });

  it('are copied with their remedies', () => {
    expect(findingsText(findings.slice(0, 2))).toBe('[ok] Node: v24\n[warning] GPU: none\n    Use the CPU.');
  });
});

describe('the history', () => {
  it('keeps the newest', () => {
    const full = Array.from({ length: KEPT }, (_, index) => index);
    expect([appended(full, -1).length, appended(full, -1).at(-1), appended(full, -1)[0]]).toEqual([
      KEPT,
      -1,
      1,
    ]);
  });

  it('ends at the right edge, and leaves a gap where a value is missing', () => {
    expect(sparkPath([0, 1], KEPT - 1, 10)).toBe(`M${KEPT - 2}.0,10.0 L${KEPT - 1}.0,0.0`);
    expect(sparkPath([0.5, null, 2], KEPT - 1, 10)).toBe(`M${KEPT - 3}.0,5.0 M${KEPT - 1}.0,0.0`);
    expect(sparkPath([], 10, 10)).toBe('');
  });
});

describe('names of data sets', () => {
  it('are refused with what is allowed', () => {
    expect(nameProblem('my-images', ['cifar10'])).toBeUndefined();
    expect(nameProblem('../x', [])).toContain('“../x”');
    expect(nameProblem('cifar10', ['cifar10'])).toContain('already');
  });
});
