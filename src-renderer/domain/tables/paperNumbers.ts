/**
 * Numbers that others published. Only those with a source that was read are here; a cell without one stays
 * empty. Test errors are of the network trained from scratch, not of a supernet.
 */
import type { TextTable } from '../../lib/table/table.ts';
import type { QuantityId } from './quantities.ts';
import { paperSpace } from './resultText.ts';

export interface PaperNumber {
  /** As printed. */
  readonly method: string;
  readonly space: string;
  readonly dataset: string;
  readonly quantity: QuantityId;
  /** In the quantity's unit, as printed. */
  readonly text: string;
  readonly source: string;
}

const MS_DARTS = 'MS-DARTS, arXiv 2108.09996';

export const PAPER_NUMBERS: readonly PaperNumber[] = [
  {
    method: 'MS-DARTS',
    space: 's5',
    dataset: 'cifar10',
    quantity: 'testError',
    text: '2.51 ± 0.02',
    source: MS_DARTS,
  },
  {
    method: 'DARTS',
    space: 's5',
    dataset: 'cifar10',
    quantity: 'testError',
    text: '2.76',
    source: `${MS_DARTS}, as given there for DARTS`,
  },
];

/** Published numbers of a quantity on a data set. */
export function paperNumbers(quantity: QuantityId, dataset: string): PaperNumber[] {
  return PAPER_NUMBERS.filter((number) => number.quantity === quantity && number.dataset === dataset);
}

/** Data sets with published numbers of a quantity. */
export function paperDatasets(quantity: QuantityId): string[] {
  return [
    ...new Set(PAPER_NUMBERS.filter((number) => number.quantity === quantity).map(({ dataset }) => dataset)),
  ];
}

/** Published numbers as a table for papers: each row with its source. */
export function paperText(numbers: readonly PaperNumber[], caption: string): TextTable {
  return {
    caption,
    head: ['method', 'space', 'published', 'source'],
    rows: numbers.map(({ method, space, text, source }) => [method, paperSpace(space), text, source]),
  };
}
