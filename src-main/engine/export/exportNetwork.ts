/** Exports a network: writes the files, runs them elsewhere, and keeps them only where the logits agree. */
import { join } from 'node:path';
import { evaluationCost } from '../../../src-shared/genotype/evaluationCost.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { EXPORT_TOLERANCE, type ExportReport } from '../../../src-shared/run/exportReport.ts';
import { writeDurably } from '../run/durable.ts';
import { referenceOf } from './compare.ts';
import { description } from './description.ts';
import { engineLogits, scaledState } from './engineLogits.ts';
import { refuseNoise } from './exportedNetwork.ts';
import { filesIn, type Work, writeAndCheck } from './formats.ts';
import type { ExportJob } from './job.ts';
import { randomImages, testImages } from './sampleImages.ts';
import { type ExportedSource, exportedSource } from './source.ts';
import { openTarget } from './target.ts';
import { exportedWeights } from './weights.ts';

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function networkFacts({ network }: ExportedSource): ExportReport['network'] {
  const { name, genotype, channels, layers, stem, classes, height, width, inputChannels } = network;
  const shape = { channels, layers, stem, classes };
  const cost = evaluationCost(genotype, { ...shape, size: height, width, imageChannels: inputChannels });
  return {
    ...{ name, genotype: genotypeToPython(genotype), ...shape, height, width, inputChannels },
    parameters: cost.parameters,
    macs: cost.macs,
  };
}

/** What the engine's network gives for images, and the weights it has. */
async function compared(
  { trained, network, net, state: initial, weights }: ExportedSource,
  { options: { images: wanted } }: ExportJob,
): Promise<Pick<Work, 'reference' | 'weights'>> {
  const images = trained
    ? await testImages(trained.datasetFolder, wanted)
    : randomImages(network, wanted, weights.seed);
  say(`the engine's logits of ${images.count} images`);
  const state = trained ? initial : await scaledState(net, initial, images);
  const reference = referenceOf(await engineLogits(net, state, images), images);
  return { reference, weights: exportedWeights(net.parameters, state) };
}

/** What is known before anything was computed, and all that is where JSON alone is written. */
function knownFacts(source: ExportedSource): Omit<ExportReport, 'pass' | 'folder' | 'files'> {
  return {
    network: networkFacts(source),
    weights: source.weights,
    images: { count: 0, source: 'none' },
    tolerance: EXPORT_TOLERANCE,
    largestLogit: 0,
    accuracy: null,
    checks: [],
  };
}

async function writeNetworks(
  source: ExportedSource,
  folder: string,
  job: ExportJob,
): Promise<Pick<ExportReport, 'images' | 'largestLogit' | 'accuracy' | 'checks'>> {
  const { network } = source;
  refuseNoise(network.genotype);
  const { reference, weights } = await compared(source, job);
  const { images, largest, accuracy } = reference;
  const checks = await writeAndCheck({ folder, network, weights, reference, job }, say);
  return { images: { count: images.count, source: images.source }, largestLogit: largest, accuracy, checks };
}

/** Nothing is left in the folder where the report does not pass. */
export async function exportNetwork(job: ExportJob): Promise<ExportReport> {
  const { formats, force } = job.options;
  const source = exportedSource(job);
  const target = openTarget(job.out, force);
  try {
    const { work } = target;
    const computed = formats.every((format) => format === 'json')
      ? {}
      : await writeNetworks(source, work, job);
    const facts = { ...knownFacts(source), ...computed };
    if (formats.includes('json'))
      writeDurably(join(work, `${source.network.name}.json`), description(source, facts, job.version));
    const pass = facts.checks.every(({ status }) => status === 'same' || status === 'skipped');
    const files = pass ? filesIn(work) : [];
    if (pass) target.commit();
    return { pass, folder: job.out, files, ...facts };
  } finally {
    target.discard();
  }
}
