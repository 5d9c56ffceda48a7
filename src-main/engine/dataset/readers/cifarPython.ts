/** The official Python archives of CIFAR-10 and CIFAR-100: pickled dictionaries of planar pixels and labels. */
import { describeError } from '../../../../src-shared/errors.ts';
import { imageBytes } from '../datasetInfo.ts';
import { checkLabels, damagedFile, interleave } from '../rawDataset.ts';
import type { Chunk, RawDataset } from '../rawDataset.ts';
import { CIFAR_LAYOUTS, CIFAR_SHAPE, cifarFiles, cifarHead, findLayout } from './cifar.ts';
import type { CifarLayout, CifarLayouts } from './cifar.ts';
import type { Members } from './members.ts';
import { isPickledArray, readPickle } from './pickle.ts';
import type { PickledArray } from './pickle.ts';

/** The dictionary of a pickled file, under text keys. */
async function readDictionary(members: Members, name: string): Promise<ReadonlyMap<string, unknown>> {
  const data = await members.read(name);
  let value: unknown;
  try {
    value = readPickle(data);
  } catch (error) {
    throw damagedFile(members.label(name), `it cannot be read as a pickle: ${describeError(error)}`);
  }
  if (!(value instanceof Map)) throw damagedFile(members.label(name), 'it holds no dictionary');
  // A pickle written again by Python 3 may have byte strings as keys.
  return new Map([...value].map(([key, item]: [unknown, unknown]) => [asText(key), item]));
}

function asText(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}

function rowMajor(array: PickledArray, rows: number, columns: number): Uint8Array {
  if (!array.columnMajor) return array.bytes;
  return Uint8Array.from(
    { length: rows * columns },
    (_, i) => array.bytes[(i % columns) * rows + Math.floor(i / columns)]!,
  );
}

async function* chunks(members: Members, layout: CifarLayout): AsyncGenerator<Chunk> {
  const pixels = imageBytes(CIFAR_SHAPE);
  for (const { split, name } of cifarFiles(layout, '')) {
    const file = members.label(name);
    const count = layout.imagesPerFile[split];
    const dictionary = await readDictionary(members, name);
    const data = dictionary.get('data');
    if (!isPickledArray(data)) throw damagedFile(file, "it has no array 'data'");
    if (data.shape.length !== 2 || data.shape[0] !== count || data.shape[1] !== pixels)
      throw damagedFile(file, `its array is ${data.shape.join(' × ')} instead of ${count} × ${pixels}`);
    const labels = dictionary.get(layout.python.labelsKey);
    if (!Array.isArray(labels) || labels.length !== count)
      throw damagedFile(
        file,
        `it has ${Array.isArray(labels) ? labels.length : 'no'} '${layout.python.labelsKey}' instead of ${count}`,
      );
    const numbers = labels.map(Number);
    checkLabels(file, numbers, layout.classes);
    yield { split, images: interleave(rowMajor(data, count, pixels), count, CIFAR_SHAPE), labels: numbers };
  }
}

/** A Python archive of CIFAR-10 or CIFAR-100, or its unpacked folder. */
export async function openCifarPython(
  members: Members,
  layouts: CifarLayouts = CIFAR_LAYOUTS,
): Promise<RawDataset> {
  const layout = findLayout(members, '', layouts);
  if (!layout)
    throw damagedFile(members.source, 'it has neither data_batch_1 (CIFAR-10) nor train (CIFAR-100)');
  const { metaFile, namesKey } = layout.python;
  const names = (await readDictionary(members, metaFile)).get(namesKey);
  if (!Array.isArray(names)) throw damagedFile(members.label(metaFile), `it has no list '${namesKey}'`);
  return {
    kind: 'cifar-python',
    ...cifarHead(layout, members.source, names.map(asText)),
    chunks: () => chunks(members, layout),
  };
}
