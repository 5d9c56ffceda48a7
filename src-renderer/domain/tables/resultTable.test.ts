import { describe, expect, it } from 'vitest';
import { runMethodLabel } from '../../../src-shared/methods/label.ts';
import { presetConfig } from '../../../src-shared/run/presets.ts';
import { latexTable } from '../../lib/table/latex.ts';
import { runWith } from '../runs/run.fixture.ts';
import { PAPER_NUMBERS, paperNumbers, paperText } from './paperNumbers.ts';
import { isQuantityId, QUANTITIES, QUANTITY_IDS } from './quantities.ts';
import { cellText, paperSpace, resultText } from './resultText.ts';
import { resultTables, type ResultOptions } from './resultTable.ts';

const runs = [
  runWith({ id: 'a', group: 'm3', space: 's3', seed: 1, bestAccuracy: 0.6 }),
  runWith({ id: 'b', group: 'm3', space: 's3', seed: 2, bestAccuracy: 0.7 }),
  runWith({ id: 'c', group: 'm3x', space: 's3', bestAccuracy: 0.3, shortened: ['stepsPerEpoch'] }),
  runWith({ id: 'd', group: 'd5', method: 'darts', space: 's5', bestAccuracy: 0.5, state: 'running' }),
  runWith({
    id: 'e',
    group: 'e',
    kind: 'evaluation',
    space: 's5',
    bestAccuracy: 0.99,
    lastAccuracy: 0.97,
    result: { accuracy: 0.975, epoch: 9, rule: 'best-validation' },
  }),
  runWith({ id: 'f', group: 'f', dataset: 'cifar100', bestAccuracy: null }),
];
const configs = new Map([
  ['m3', presetConfig('ms-darts', { space: 's3' })],
  ['m3x', presetConfig('ms-darts', { space: 's3', stepsPerEpoch: 3 })],
  ['d5', presetConfig('darts')],
  ['f', presetConfig('ms-darts', { dataset: 'cifar100' })],
]);
const options: ResultOptions = { quantity: 'bestAccuracy', pointsOf: () => [], configs };
const [cifar10, cifar100] = resultTables(runs, options);

describe('the table of results', () => {
  it('has methods and spaces in their order, one table a data set', () => {
    expect([cifar10?.dataset, cifar100?.dataset]).toEqual(['cifar10', 'cifar100']);
    expect(cifar10?.spaces).toEqual(['s3', 's5']);
    expect(cifar10?.rows.map(({ method, setting }) => [method, setting])).toEqual([
      ['ms-darts', 'stepsPerEpoch 0'],
      ['ms-darts', 'stepsPerEpoch 3'],
      ['darts', ''],
    ]);
  });

  it('has a row of its own for what a method is composed with', () => {
    const composed = new Map([
      ['a', presetConfig('darts')],
      ['b', presetConfig('darts', { stopRule: 'eigenvalue' })],
    ]);
    const two = [...composed].map(([id, config]) =>
      runWith({ id, group: id, method: 'darts', methodLabel: runMethodLabel(config) }),
    );
    // Whether the configurations of the groups are known or all settings stand together.
    for (const known of [composed, undefined]) {
      const [table] = resultTables(two, { ...options, configs: known });
      expect(table?.rows.map(({ label, setting }) => [label, setting])).toEqual([
        ['DARTS (1st order)', ''],
        ['DARTS (1st order) + eigenvalue stop', ''],
      ]);
    }
  });

  it('takes means over runs of one setting only, and says which runs went in', () => {
    const cell = cifar10?.rows[0]?.cells.get('s3');
    expect(cell?.runs.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(cellText(cell, 'std')).toBe('65 ± 7 (2)');
  });

  it('marks runs that are shortened, not finished, or of mixed settings', () => {
    const marks = (row: number, space: string) => cifar10?.rows[row]?.cells.get(space)?.marks;
    expect([marks(0, 's3'), marks(1, 's3'), marks(2, 's5')]).toEqual([[], ['shortened'], ['unfinished']]);
    const { configs: _left, ...mixed } = options;
    const [whole] = resultTables(runs, mixed);
    expect(whole?.rows[0]?.cells.get('s3')).toMatchObject({ marks: ['shortened', 'mixed'] });
    expect(whole?.rows[0]?.cells.get('s3')?.spread?.n).toBe(3);
  });

  it('never mixes evaluations with searches', () => {
    const [table] = resultTables(runs, { ...options, quantity: 'testError', configs: undefined });
    expect(
      table?.rows.flatMap(({ cells }) => [...cells.values()].map((cell) => cell.runs.map(({ id }) => id))),
    ).toEqual([[['e']]].flat());
    expect(cellText(table?.rows[0]?.cells.get('s5'), 'std')).toBe('2.5 (1)');
  });

  it('takes the number an evaluation reports, and says by which rules it was chosen', () => {
    const other = { accuracy: 0.985, epoch: 3, rule: 'best-test' };
    const evaluations = [
      runs[4]!,
      runWith({ ...runs[4]!, id: 'g', seed: 2, result: other }),
      runWith({ ...runs[4]!, id: 'h', seed: 3, state: 'running', result: null }),
    ];
    const cellOf = (quantity: 'testError' | 'testErrorLast', from = evaluations) =>
      resultTables(from, { ...options, quantity, configs: undefined })[0]?.rows[0]?.cells.get('s5');
    expect(cellOf('testError')?.marks).toEqual(['unfinished', 'rules', 'testChosen']);
    expect(cellText(cellOf('testError', evaluations.slice(0, 2)), 'range')).toBe('2.0 [1.5, 2.5] (2) ‖¶');
    expect(cellOf('testErrorLast')?.marks).toEqual(['unfinished']);
    // Provisional: what it had last.
    expect(cellText(cellOf('testError', evaluations.slice(2)), 'std')).toBe('3 (1) †');
  });

  it('has a dash where runs have no value, and nothing where there are no runs', () => {
    expect(cellText(cifar100?.rows[0]?.cells.get('s5'), 'std')).toBe('—');
    expect(cellText(cifar10?.rows[0]?.cells.get('s5'), 'std')).toBe('');
  });

  it('becomes LaTeX with its footnotes in the caption', () => {
    const text = resultText(cifar10!, 'bestAccuracy', 'std');
    expect(text.head).toEqual(['method', 'S3', 'S5']);
    expect(['nb1shot1-1', ''].map(paperSpace)).toEqual(['nb1shot1-1', 'none named']);
    expect(text.rows[1]).toEqual(['MS-DARTS (stepsPerEpoch 3)', '30 (1) *', '']);
    const latex = latexTable(text);
    expect(latex).toContain('65 $\\pm$ 7 (2)');
    expect(latex).toContain('* shortened runs');
    expect(latex).toContain('\\toprule');
  });
});

describe('numbers of others', () => {
  it('each have a source and a quantity of the tables', () => {
    for (const { source, quantity, text } of PAPER_NUMBERS) {
      expect(source).not.toBe('');
      expect(isQuantityId(quantity)).toBe(true);
      expect(text).toMatch(/^\d/u);
    }
  });

  it('of evaluations stand by no quantity of a search', () => {
    for (const id of QUANTITY_IDS.filter(
      (quantity) => QUANTITIES[quantity].unit === '%' && quantity !== 'testError',
    ))
      expect(paperNumbers(id, 'cifar10')).toEqual([]);
    expect(paperText(paperNumbers('testError', 'cifar10'), 'c').rows[0]?.slice(0, 3)).toEqual([
      'MS-DARTS',
      'S5',
      '2.51 ± 0.02',
    ]);
  });
});
