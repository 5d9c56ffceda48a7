/** What the official archives of CIFAR-10 and CIFAR-100 have in common in all their formats. */
import { SPLITS } from '../datasetInfo.ts';
import type { ImageShape, Split } from '../datasetInfo.ts';
import { damagedFile } from '../rawDataset.ts';
import type { RawDataset } from '../rawDataset.ts';
import type { Members } from './members.ts';

export interface CifarLayout {
  readonly variant: 'cifar10' | 'cifar100';
  readonly classes: number;
  /** File names without the format's extension. */
  readonly files: Readonly<Record<Split, readonly string[]>>;
  readonly imagesPerFile: Readonly<Record<Split, number>>;
  /** Bytes before the pixels of a binary record; the last of them is the (fine) label. */
  readonly labelBytes: number;
  /** Binary archive: the file with one class name a line. */
  readonly namesFile: string;
  /** Python archive: the file and the key of the class names, and the key of the labels. */
  readonly python: { readonly metaFile: string; readonly namesKey: string; readonly labelsKey: string };
  /** The field's constants, from `_data_transforms_cifar10` and `…100` of the utils of DARTS and its successors. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
}

export const CIFAR_SHAPE: ImageShape = { height: 32, width: 32, channels: 3 };

export const CIFAR10_CLASSES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/** The official layouts: https://www.cs.toronto.edu/~kriz/cifar.html */
export const CIFAR_LAYOUTS: Readonly<Record<CifarLayout['variant'], CifarLayout>> = {
  cifar10: {
    variant: 'cifar10',
    classes: 10,
    files: { train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`), test: ['test_batch'] },
    imagesPerFile: { train: 10000, test: 10000 },
    labelBytes: 1,
    namesFile: 'batches.meta.txt',
    python: { metaFile: 'batches.meta', namesKey: 'label_names', labelsKey: 'labels' },
    normalisation: { mean: [0.49139968, 0.48215827, 0.44653124], std: [0.24703233, 0.24348505, 0.26158768] },
  },
  cifar100: {
    variant: 'cifar100',
    classes: 100,
    files: { train: ['train'], test: ['test'] },
    imagesPerFile: { train: 50000, test: 10000 },
    labelBytes: 2,
    namesFile: 'fine_label_names.txt',
    python: { metaFile: 'meta', namesKey: 'fine_label_names', labelsKey: 'fine_labels' },
    normalisation: { mean: [0.50707516, 0.48654887, 0.44091784], std: [0.26733429, 0.25643846, 0.27615047] },
  },
};

export type CifarLayouts = typeof CIFAR_LAYOUTS;

/** The layout whose first training file is there. */
export function findLayout(
  members: Members,
  extension: string,
  layouts: CifarLayouts,
): CifarLayout | undefined {
  return Object.values(layouts).find((layout) => members.has(`${layout.files.train[0]}${extension}`));
}

/** Split and name of each file of a layout, in the data set's order. */
export function cifarFiles(layout: CifarLayout, extension: string): { split: Split; name: string }[] {
  return SPLITS.flatMap((split) =>
    layout.files[split].map((base) => ({ split, name: `${base}${extension}` })),
  );
}

/** Everything of the raw data set but its images; `classes` are checked against the layout. */
export function cifarHead(
  layout: CifarLayout,
  source: string,
  classes: readonly string[],
): Omit<RawDataset, 'kind' | 'chunks'> {
  if (classes.length !== layout.classes)
    throw damagedFile(source, `it names ${classes.length} classes instead of ${layout.classes}`);
  const total = SPLITS.reduce(
    (sum, split) => sum + layout.files[split].length * layout.imagesPerFile[split],
    0,
  );
  return { source, shape: CIFAR_SHAPE, classes, total, normalisation: layout.normalisation };
}
