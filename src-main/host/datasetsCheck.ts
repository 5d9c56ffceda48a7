/** Whether a data set is as it was written. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describeError } from '../../src-shared/errors.ts';
import { loadDataset, readDatasetInfo } from '../engine/dataset/dataset.ts';
import { INDEXED_KIND, SPLITS } from '../engine/dataset/datasetInfo.ts';
import type { IndexedInfo } from '../engine/dataset/datasetInfo.ts';
import { readFileSet } from '../engine/dataset/fileSet.ts';
import { checkImageFile } from '../engine/dataset/imageFileCheck.ts';
import { inParallel } from '../engine/dataset/inParallel.ts';

/** Image files that are named each; of more, their number is told. */
const NAMED = 20;

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Opens every image file that the index names, without decoding it. */
async function imageFileProblems(folder: string, info: IndexedInfo): Promise<string[]> {
  const problems: string[] = [];
  for (const split of SPLITS) {
    const set = readFileSet(folder, info, split);
    let bytes = 0;
    const before = problems.length;
    await inParallel(set.count, async (index) => {
      const found = await checkImageFile(set.path(index));
      if ('problem' in found) problems.push(`${set.path(index)}: ${found.problem}.`);
      else bytes += found.bytes;
    });
    if (problems.length === before && bytes !== info[split].bytes)
      problems.push(
        `The ${split} images have ${bytes} bytes instead of ${info[split].bytes}: some were changed since they were added.`,
      );
  }
  return problems.length <= NAMED
    ? problems
    : [...problems.slice(0, NAMED), `${problems.length - NAMED} more files have a problem.`];
}

/**
 * What is wrong with the data set in `folder`, a sentence each: counts, label ranges and digests are
 * recomputed; image files are opened, and their sizes added up.
 */
export async function datasetProblems(folder: string): Promise<string[]> {
  const problems: string[] = [];
  try {
    const info = readDatasetInfo(folder);
    if (info.kind === INDEXED_KIND) problems.push(...(await imageFileProblems(folder, info)));
    else loadDataset(folder);
    for (const [file, { sha256 }] of Object.entries(info.files))
      if ((await sha256Of(path.join(folder, file))) !== sha256)
        problems.push(`${path.join(folder, file)} is not what was written (other SHA-256).`);
  } catch (error) {
    problems.push(describeError(error));
  }
  return problems;
}
