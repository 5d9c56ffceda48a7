/** The export as JSON: everything about the network but the numbers of its weights. */
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import type { ExportReport } from '../../../src-shared/run/exportReport.ts';
import { readEvents } from '../run/eventLog.ts';
import { networkTensors } from './networkLayers.ts';
import type { ExportedSource } from './source.ts';

/** What a finished evaluation reported: its test accuracy, of which epoch, and the rule that chose it. */
function resultOf(folder: string): object | null {
  const finished = readEvents(folder).findLast((event) => event.type === 'finished');
  if (finished?.testAccuracy === undefined) return null;
  const { testAccuracy, selectedEpoch, selection } = finished;
  return { testAccuracy, epoch: selectedEpoch, rule: selection };
}

type Checked = Pick<ExportReport, 'network' | 'weights' | 'images' | 'tolerance' | 'accuracy' | 'checks'>;

/** The text of `<name>.json`. */
export function description(
  { network, trained }: ExportedSource,
  { network: facts, weights, images, tolerance, accuracy, checks }: Checked,
  version: string,
): string {
  const { genotype, mean, std, classNames } = network;
  const noise = [...genotype.normal, ...genotype.reduce].some(({ operation }) => operation === 'noise');
  const content = {
    plateau: version,
    ...facts,
    genotype: { text: genotypeToPython(genotype), ...genotype },
    classNames,
    normalisation: { mean, std },
    weights: {
      ...weights,
      tensors: noise
        ? null
        : Object.fromEntries([...networkTensors(network)].map(([name, shape]) => [name, shape])),
    },
    run: trained
      ? { folder: trained.folder, config: trained.config, result: resultOf(trained.folder) }
      : null,
    verification: { images, tolerance, accuracy, checks },
  };
  // Lists of numbers on one line: shapes, normalisation.
  const text = JSON.stringify(content, null, 2).replace(/\[[\d\s.,e+-]+\]/gu, (list) =>
    list.replace(/\s+/gu, ' ').replace('[ ', '[').replace(' ]', ']'),
  );
  return `${text}\n`;
}
