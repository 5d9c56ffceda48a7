/** `plateau dataset`: adds, lists, removes and checks data sets. */
import type { Command } from 'commander';
import { z } from 'zod';
import { decodeWaySchema } from '../../../src-shared/contract/datasets.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import {
  addDataset as add,
  checkDataset,
  DATASET_FORMATS,
  listDatasets,
  removeDataset,
  type DatasetEntry,
} from '../../host/datasets.ts';
import { INDEXED_KIND } from '../../engine/dataset/datasetInfo.ts';
import type { DatasetInfo } from '../../engine/dataset/datasetInfo.ts';
import { noOptions, runs, type Frame } from '../command.ts';
import { count } from '../format.ts';
import { palette } from '../palette.ts';
import { bar, createProgress } from '../progress.ts';
import { renderTable, type Column } from '../table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NAME' },
  { title: 'TRAIN', align: 'right' },
  { title: 'TEST', align: 'right' },
  { title: 'SIZE' },
  { title: 'CLASSES', align: 'right' },
  { title: 'FROM' },
];
const BAR_WIDTH = 24;

const addOptions = z.strictObject({
  from: z.string().optional(),
  format: z.enum(DATASET_FORMATS).optional(),
  size: z.int().min(1).optional(),
  decode: decodeWaySchema.optional(),
});

function cells({ name, info, problem }: DatasetEntry): string[] {
  if (info === undefined)
    return [name, '', '', '', '', palette(process.stdout).red(problem ?? 'cannot be read')];
  const { train, test, height, width, channels, classes, source } = info;
  return [
    name,
    count(train.count),
    count(test.count),
    `${height}×${width}×${channels}`,
    count(classes.length),
    source,
  ];
}

function part(label: string, done: number, total: number, unit: string): string {
  const amounts = `${count(Math.round(done))} of ${count(Math.round(total))} ${unit}`.trimEnd();
  return `${bar(done / total, BAR_WIDTH)} ${Math.floor((100 * done) / total)} %  ${label}  ${amounts}`;
}

/** What is to be known of images that stay files. */
function fileNotes(info: DatasetInfo): string[] {
  if (info.kind !== INDEXED_KIND) return [];
  const { height, width, folder, estimatedFrom } = info;
  const origin =
    estimatedFrom === 0
      ? "ImageNet's well-known values"
      : `estimated on ${count(estimatedFrom)} training images`;
  return [
    `Its images stay in ${folder}: they are decoded to ${height}×${width} when a batch needs them.`,
    `Mean and deviation are ${origin}.`,
  ];
}

function addAdd(dataset: Command, frame: Frame): void {
  const command = dataset
    .command('add')
    .summary('add a data set')
    .description('Adds a data set: cifar10 and cifar100 are downloaded, others are read from --from.')
    .argument('<name>', 'cifar10, cifar100, imagenet, mnist, fashion-mnist, or a name of your own')
    .option('--from <path>', 'archive, file or folder to read')
    .option('--format <format>', `${DATASET_FORMATS.join(', ')} (default auto)`)
    .option(
      '--size <number>',
      'height and width for the images of a folder (default 32; ImageNet 224)',
      numberOrText,
    )
    .option(
      '--decode <way>',
      'images of a folder: once, or as-needed, from their files (default by their number)',
    );
  runs(command, frame, addOptions, async ({ home }, [name = ''], { from, format, size, decode }) => {
    const request = {
      name,
      ...(from === undefined ? {} : { from }),
      ...(format === undefined ? {} : { format }),
      ...(size === undefined ? {} : { size }),
      ...(decode === undefined ? {} : { decode }),
    };
    const progress = createProgress();
    try {
      const data = await add(home, request, ({ label, done, total, unit = '' }) => {
        progress.update(
          label,
          done === undefined || total === undefined ? label : part(label, done, total, unit),
        );
      });
      const text = `Added ${data.name}: ${count(data.train.count)} training and ${count(data.test.count)} test images of ${count(data.classes.length)} classes, from ${data.source}.`;
      return { data, text: [text, ...fileNotes(data)].join('\n') };
    } finally {
      progress.done();
    }
  });
}

function addCheck(dataset: Command, frame: Frame): void {
  const command = dataset
    .command('check')
    .summary('check the files of a data set')
    .description('Recomputes counts, label ranges and digests of a data set; of images in files, opens each.')
    .argument('<name>', 'as `dataset list` names it');
  runs(command, frame, noOptions, async ({ home }, [name = '']) => {
    const data = await checkDataset(home, name);
    const remedy = `Remove it with \`plateau dataset remove ${name}\` and add it again.`;
    const text = data.ok ? `${name} is as it was written.` : [...data.problems, remedy].join('\n');
    return { data, text, exitCode: data.ok ? 0 : 1 };
  });
}

/** Adds `dataset` with its subcommands. */
export function addDataset(program: Command, frame: Frame): void {
  const dataset = program
    .command('dataset')
    .summary('add, list, remove and check data sets')
    .description('The data sets that searches can use.');
  addAdd(dataset, frame);
  const list = dataset.command('list').summary('list the data sets').description('Lists the data sets.');
  runs(list, frame, noOptions, async ({ home }) => {
    const datasets = await listDatasets(home);
    const text =
      datasets.length === 0
        ? 'No data set yet. Add one with: plateau dataset add cifar10'
        : renderTable(COLUMNS, datasets.map(cells), palette(process.stdout).dim);
    return { data: { datasets }, text };
  });
  const remove = dataset
    .command('remove')
    .summary('remove a data set')
    .description('Removes a data set from the disk; image files that it only points to stay.')
    .argument('<name>', 'as `dataset list` names it');
  runs(remove, frame, noOptions, async ({ home }, [name = '']) => {
    await removeDataset(home, name);
    return { data: { removed: name }, text: `Removed ${name}.` };
  });
  addCheck(dataset, frame);
}
