import { describe, expect, it } from 'vitest';
import { tableTexts } from './exportTable.ts';
import { moved } from './gridKeys.ts';
import { groupHint, groupText, seedsText, statesOf } from './groupText.ts';
import { markdownHtml } from './markdown.ts';
import { groupedRows, plainRows } from './rows.ts';
import { runWith } from './run.fixture.ts';
import { knownTags, readTag } from './tags.ts';

const runs = [
  runWith({ id: 'a', seed: 1, bestAccuracy: 0.6, state: 'running', tags: ['paper', 'b'] }),
  runWith({ id: 'b', seed: 2, bestAccuracy: 0.64, state: 'finished', tags: ['a'] }),
];
const sort = { column: 'seed', descending: false } as const;

describe("a group's row", () => {
  it('gives the mean, the seeds, and what its runs share', () => {
    expect(groupText(runs, 'best', 0)).toBe('62 ± 3 % (2)');
    expect(groupText(runs, 'seed', 0)).toBe('1, 2');
    expect(groupText(runs, 'method', 0)).toBe('MS-DARTS');
    const composed = runs.map((run) => ({ ...run, methodLabel: 'MS-DARTS + drop path 0.2' }));
    expect(groupText(composed, 'method', 0)).toBe('MS-DARTS + drop path 0.2');
    expect(groupText(runs, 'id', 0)).toBe('');
    expect(statesOf(runs)).toEqual([
      ['running', 1],
      ['finished', 1],
    ]);
  });

  it('says of what evaluations report by which rule and from which epoch each number is', () => {
    const result = { accuracy: 0.9, epoch: 4, rule: 'best-test' };
    const both = [runWith({ seed: 1, result }), runWith({ seed: 2 })];
    expect(groupText(both, 'result', 0)).toBe('90 % (1)');
    expect(groupHint(both, 'result')).toMatch(
      /^seed 1: 90.00 %: best test epoch, epoch 4; .*\nseed 2: nothing yet$/u,
    );
    expect(groupHint(both, 'best')).toBe('');
  });

  it('writes runs of seeds as ranges', () => {
    expect(seedsText([7, 3, 1, 2, 2])).toBe('1–3, 7');
    expect(seedsText([5])).toBe('5');
  });
});

describe('the exported table', () => {
  it('has unrounded numbers and full times', () => {
    expect(tableTexts(plainRows(runs, sort), ['name', 'best', 'created'], 0)).toEqual([
      ['Run', 'Best acc.', 'Created'],
      ['ms-darts s5 cifar10', '0.6', '2026-01-01T00:00:00.000Z'],
      ['ms-darts s5 cifar10', '0.64', '2026-01-01T00:00:00.000Z'],
    ]);
  });

  it('has a group as it is shown', () => {
    expect(tableTexts(groupedRows(runs, sort, new Set()), ['best'], 0)[1]).toEqual(['62 ± 3 % (2)']);
  });
});

describe('the keys of the table', () => {
  it('move within it', () => {
    expect([moved('ArrowDown', -1, 3), moved('ArrowDown', 2, 3), moved('ArrowUp', 0, 3)]).toEqual([0, 2, 0]);
    expect([moved('End', -1, 3), moved('Home', 2, 3), moved('PageDown', 0, 100)]).toEqual([2, 0, 20]);
    expect([moved('x', 0, 3), moved('ArrowDown', -1, 0)]).toEqual([undefined, undefined]);
  });
});

describe('tags', () => {
  it('are listed once, and refused with what is allowed', () => {
    expect(knownTags(runs)).toEqual(['a', 'b', 'paper']);
    expect([readTag('  '), readTag(' x ')]).toEqual([{}, { tag: 'x' }]);
    expect(readTag('a,b').problem).toContain('no comma');
    expect(readTag('x'.repeat(41)).problem).toContain('at most 40');
  });
});

describe('notes', () => {
  it('leave HTML as the text it is and load no pictures', () => {
    const html = markdownHtml('**b** <img src=x onerror=alert(1)> ![alt](https://a.b/c.png)');
    expect(html).toBe(
      '<p><strong>b</strong> &lt;img src=x onerror=alert(1)&gt; alt (https://a.b/c.png)</p>\n',
    );
  });
});
