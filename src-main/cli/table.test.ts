import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderTable, rowPrinter } from './table.ts';

describe('tables', () => {
  it('line up words left and numbers right, under titles of any width', () => {
    const text = renderTable(
      [{ title: 'RUN' }, { title: 'EPOCHS', align: 'right' }, { title: 'λ' }],
      [
        ['a', '1/40', '0.5'],
        ['longer', '12/40', ''],
      ],
    );
    expect(text.split('\n')).toEqual(['RUN     EPOCHS  λ', 'a         1/40  0.5', 'longer   12/40']);
  });

  it('do not count colours as width', () => {
    const { green } = picocolors.createColors(true);
    const [, first, second] = renderTable(
      [{ title: 'S' }, { title: 'N' }],
      [
        [green('ok'), '1'],
        ['ok', '2'],
      ],
    ).split('\n');
    expect(first).toBe(`${green('ok')}  1`);
    expect(second).toBe('ok  2');
  });

  it('come row by row with the widths told beforehand', () => {
    const { header, row } = rowPrinter([{ title: 'ε', width: 5, align: 'right' }, { title: 'loss' }]);
    expect([header, row(['0.1', '2']), row(['0.25', '1.5'])]).toEqual([
      '    ε  loss',
      '  0.1  2',
      ' 0.25  1.5',
    ]);
  });
});
