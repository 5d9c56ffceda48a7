/** Whether a configuration can run on the data sets of a home: asked before a run folder is made. */
import { closest } from '../../src-shared/contract/closest.ts';
import { asUsage, UsageError } from '../../src-shared/errors.ts';
import { parseGenotype } from '../../src-shared/genotype/parse.ts';
import type { SearchConfig } from '../../src-shared/run/config.ts';
import type { EvalConfig } from '../../src-shared/run/evalConfig.ts';
import { readDatasetInfo } from '../engine/dataset/dataset.ts';
import type { DatasetInfo } from '../engine/dataset/datasetInfo.ts';
import { assertFits } from '../engine/search/runData.ts';
import { datasetFolder, listDatasets } from './datasets.ts';

/** How a well-known data set is brought here. */
const WAYS: ReadonlyMap<string, string> = new Map([
  ['cifar10', 'Add it with `plateau dataset add cifar10`.'],
  ['cifar100', 'Add it with `plateau dataset add cifar100`.'],
  ['mnist', 'Add it with `plateau dataset add mnist --from <folder with the IDX files>`.'],
  [
    'fashion-mnist',
    'Add it with `plateau dataset add fashion-mnist --from <folder with the IDX files>`; ' +
      "Debian's package dataset-fashion-mnist puts them in /usr/share/datasets/fashion-mnist.",
  ],
]);

/** How the data set `name` comes to be there; `names` are there. */
export function wayTo(name: string, names: readonly string[]): string {
  const known = WAYS.get(name);
  if (known !== undefined) return known;
  const suggestion = closest(name, [...names, ...WAYS.keys()]);
  return suggestion === undefined
    ? `Add it with \`plateau dataset add ${name} --from <folder>\`.`
    : `Did you mean ${suggestion}?`;
}

async function datasetInfo(home: string, dataset: string): Promise<DatasetInfo> {
  const folder = asUsage(() => datasetFolder(home, dataset));
  const names = (await listDatasets(home)).map(({ name }) => name);
  if (!names.includes(dataset))
    throw new UsageError(
      `There is no data set "${dataset}"; there ${names.length === 0 ? 'is none at all' : `are: ${names.join(', ')}`}.`,
      wayTo(dataset, names),
    );
  return readDatasetInfo(folder); // a damaged one is no mistake in what was asked for
}

/** Refuses a configuration whose data set is not there, or that does not fit it. */
export async function assertRunnable(home: string, config: SearchConfig): Promise<void> {
  const info = await datasetInfo(home, config.dataset);
  asUsage(() => assertFits(config, info));
}

/** Refuses an evaluation whose data set is not there, or whose genotype is none. */
export async function assertEvaluable(home: string, config: EvalConfig): Promise<void> {
  await datasetInfo(home, config.dataset);
  asUsage(() => parseGenotype(config.genotype));
}
