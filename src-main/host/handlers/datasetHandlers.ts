/** Commands about the data sets of the home. */
import type { DatasetEntry } from '../../../src-shared/contract/datasets.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import type { DatasetInfo } from '../../engine/dataset/datasetInfo.ts';
import { addDataset, checkDataset, datasetFolder, listDatasets, removeDataset } from '../datasets.ts';
import { datasetSamples } from '../datasetSamples.ts';
import type { HandlerParts, Handlers } from './parts.ts';

type Names = 'datasets.list' | 'datasets.samples' | 'datasets.add' | 'datasets.remove' | 'datasets.check';

function entryInfo(info: DatasetInfo): DatasetEntry['info'] {
  const { kind, source, height, width, channels, classes, train, test } = info;
  return { kind, source, height, width, channels, classes, train: train.count, test: test.count };
}

export function datasetHandlers({ home, store, hub }: HandlerParts): Handlers<Names> {
  function assertUnused(name: string): void {
    const user = store.inState('running').find(({ dataset }) => dataset === name);
    if (user !== undefined)
      throw new PlateauError(
        `Run ${user.id} is running on the data set ${name}.`,
        `Stop it first: \`plateau stop ${user.id}\`.`,
      );
  }

  return {
    'datasets.list': async () => ({
      datasets: (await listDatasets(home)).map(({ name, folder, info, problem }) => ({
        name,
        folder,
        problem: problem ?? null,
        info: info === undefined ? null : entryInfo(info),
      })),
    }),
    'datasets.samples': async ({ name, count }) => ({
      samples: await datasetSamples(datasetFolder(home, name), count),
    }),
    'datasets.add': async ({ name, from, size, decode }) => {
      const request = {
        name,
        ...(from === undefined ? {} : { from }),
        ...(size === undefined ? {} : { size }),
        ...(decode === undefined ? {} : { decode }),
      };
      const info = await addDataset(home, request, () => undefined);
      hub.publish('datasets.changed', {});
      return { name, folder: datasetFolder(home, name), problem: null, info: entryInfo(info) };
    },
    'datasets.remove': async ({ name }) => {
      assertUnused(name);
      await removeDataset(home, name);
      hub.publish('datasets.changed', {});
      return {};
    },
    'datasets.check': async ({ name }) => {
      const { ok, problems } = await checkDataset(home, name);
      return { ok, problems: [...problems] };
    },
  };
}
