/** The official binary archives of CIFAR-10 and CIFAR-100: records of label bytes and planar pixels. */
import { imageBytes } from '../datasetInfo.ts';
import { checkLabels, damagedFile, interleave } from '../rawDataset.ts';
import type { Chunk, RawDataset } from '../rawDataset.ts';
import { CIFAR_LAYOUTS, CIFAR_SHAPE, cifarFiles, cifarHead, findLayout } from './cifar.ts';
import type { CifarLayout, CifarLayouts } from './cifar.ts';
import type { Members } from './members.ts';

const EXTENSION = '.bin';

async function* chunks(members: Members, layout: CifarLayout): AsyncGenerator<Chunk> {
  const pixels = imageBytes(CIFAR_SHAPE);
  const record = layout.labelBytes + pixels;
  for (const { split, name } of cifarFiles(layout, EXTENSION)) {
    const bytes = await members.read(name);
    const count = layout.imagesPerFile[split];
    if (bytes.length !== count * record)
      throw damagedFile(
        members.label(name),
        `it has ${bytes.length} bytes instead of ${count * record} (${count} images of ${record} bytes)`,
      );
    const labels = Uint16Array.from({ length: count }, (_, i) => bytes[i * record + layout.labelBytes - 1]!);
    checkLabels(members.label(name), labels, layout.classes);
    const planar = new Uint8Array(count * pixels);
    for (let i = 0; i < count; i++)
      planar.set(bytes.subarray(i * record + layout.labelBytes, (i + 1) * record), i * pixels);
    yield { split, images: interleave(planar, count, CIFAR_SHAPE), labels };
  }
}

/** A binary archive of CIFAR-10 or CIFAR-100, or its unpacked folder. */
export async function openCifarBinary(
  members: Members,
  layouts: CifarLayouts = CIFAR_LAYOUTS,
): Promise<RawDataset> {
  const layout = findLayout(members, EXTENSION, layouts);
  if (!layout)
    throw damagedFile(members.source, 'it has neither data_batch_1.bin (CIFAR-10) nor train.bin (CIFAR-100)');
  const names = new TextDecoder().decode(await members.read(layout.namesFile));
  const classes = names
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    kind: 'cifar-binary',
    ...cifarHead(layout, members.source, classes),
    chunks: () => chunks(members, layout),
  };
}
