/** A table of results as text, for papers. */
import type { TextTable } from '../../lib/table/table.ts';
import { sentenceCase } from '../compare/words.ts';
import { rulesOf, ruleTitle } from '../evaluation/rules.ts';
import { footnotes, signs } from './marks.ts';
import { quantityOf, type QuantityId } from './quantities.ts';
import { isReported, type ResultCell, type ResultRow, type ResultTable } from './resultTable.ts';
import { SPREAD_TITLES, spreadText, type Spread } from './spread.ts';

/** `S5`, as papers write spaces; others by their own names. */
export function paperSpace(name: string): string {
  if (name === '') return 'none named';
  return /^s\d$/u.test(name) ? name.toUpperCase() : name;
}

/** A cell with its signs; '' without runs. */
export function cellText(cell: ResultCell | undefined, spread: Spread): string {
  if (cell === undefined) return '';
  const text = spreadText(cell.spread, spread);
  return text === '' ? '—' : [text, signs(cell.marks)].filter((part) => part !== '').join(' ');
}

/** What a row is called: the method, and the setting where a method has several. */
export function rowLabel({ label, setting }: Pick<ResultRow, 'label' | 'setting'>): string {
  return setting === '' ? label : `${label} (${setting})`;
}

/** Which epoch the runs report, where it is that. */
function rulesNote(cells: readonly ResultCell[], quantity: QuantityId): string[] {
  const rules = isReported(quantity) ? rulesOf(cells.flatMap(({ runs }) => runs)) : [];
  return rules.length === 0 ? [] : [`Reported: ${rules.map(ruleTitle).join(' or ')}`];
}

/** The footnotes of a table. */
export function tableNotes({ rows }: ResultTable, quantity: QuantityId): string[] {
  const cells = rows.flatMap((row) => [...row.cells.values()]);
  return [...rulesNote(cells, quantity), ...footnotes(cells.flatMap(({ marks }) => marks))];
}

/** Says what is shown: `Best validation accuracy, %, on cifar10: the supernet …; mean ± std (n).` */
export function resultCaption({ dataset }: ResultTable, quantity: QuantityId, spread: Spread): string {
  const { title, unit, about } = quantityOf(quantity);
  const name = `${sentenceCase(title)}${unit === '' ? '' : `, ${unit}`}`;
  return `${name}, on ${dataset}: ${about}; ${SPREAD_TITLES[spread]} over runs.`;
}

/** The table with its caption, which holds the footnotes too. */
export function resultText(table: ResultTable, quantity: QuantityId, spread: Spread): TextTable {
  const notes = tableNotes(table, quantity).map((note) => `${note}.`);
  return {
    caption: [resultCaption(table, quantity, spread), ...notes].join(' '),
    head: ['method', ...table.spaces.map(paperSpace)],
    rows: table.rows.map((row) => [
      rowLabel(row),
      ...table.spaces.map((space) => cellText(row.cells.get(space), spread)),
    ]),
  };
}
