/** Whether a configuration can run on the data sets of a home: asked before a run folder is made. */
import { closest } from '../../src-shared/contract/closest.ts';
import { asUsage, UsageError } from '../../src-shared/errors.ts';
import { parseGenotype } from '../../src-shared/genotype/parse.ts';
import { genotypeToPython } from '../../src-shared/genotype/print.ts';
import { seedKnob } from '../../src-shared/run/commonKnobs.ts';
import type { SearchConfig } from '../../src-shared/run/config.ts';
import type { EvalConfig } from '../../src-shared/run/evalConfig.ts';
import { readDatasetInfo } from '../engine/dataset/dataset.ts';
import type { DatasetInfo } from '../engine/dataset/datasetInfo.ts';
import { assertEvaluationFits } from '../engine/evaluation/evaluationData.ts';
import { assertFits } from '../engine/search/runData.ts';
import { datasetFolder, listDatasets } from './datasets.ts';

const LARGEST_SEED = seedKnob.unwrap().maxValue ?? 0;

/** How a well-known data set is brought here. */
const WAYS: ReadonlyMap<string, string> = new Map([
  ['cifar10', 'Add it with `plateau dataset add cifar10`.'],
  ['cifar100', 'Add it with `plateau dataset add cifar100`.'],
  ['imagenet', 'Add it with `plateau dataset add imagenet --from <folder with train and val>`.'],
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

/** Refuses an evaluation whose data set is not there or does not fit it, or whose genotype is none. */
export async function assertEvaluable(home: string, config: EvalConfig): Promise<DatasetInfo> {
  const info = await datasetInfo(home, config.dataset);
  asUsage(() => assertEvaluationFits(config, info));
  return info;
}

/**
 * The runs of an evaluation: equal but for the seed, which counts up from the one given. One genotype is
 * written one way, so that runs of it are one group whatever notation it came in. Refused as a whole.
 */
export async function evaluationRuns(home: string, config: EvalConfig, seeds: number): Promise<EvalConfig[]> {
  const last = config.seed + seeds - 1;
  if (last > LARGEST_SEED)
    throw new UsageError(
      `${seeds} seeds from ${config.seed} on end at ${last}; the largest seed is ${LARGEST_SEED}.`,
      'Begin with a smaller seed.',
    );
  await assertEvaluable(home, config);
  const genotype = genotypeToPython(parseGenotype(config.genotype));
  return Array.from({ length: seeds }, (_, index) => ({ ...config, genotype, seed: config.seed + index }));
}
