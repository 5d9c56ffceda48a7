/** Exports a network: writes the files, runs them elsewhere, and keeps them only where the logits agree. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationCost } from '../../../src-shared/genotype/evaluationCost.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import {
  EXPORT_TOLERANCE,
  type ExportCheck,
  type ExportFormat,
  type ExportReport,
} from '../../../src-shared/run/exportReport.ts';
import { writeDurably } from '../run/durable.ts';
import { decodeSafetensors, encodeSafetensors } from '../run/safetensors.ts';
import { checkOnnx, checkPytorch, checkSavedModel } from './checks.ts';
import { type Reference, referenceOf } from './compare.ts';
import { description } from './description.ts';
import { engineLogits, withStatistics } from './engineLogits.ts';
import { type ExportedNetwork, type ExportedWeights, refuseNoise } from './exportedNetwork.ts';
import type { ExportJob } from './job.ts';
import { onnxModel } from './onnx.ts';
import { pytorchModule } from './pytorch.ts';
import { randomImages, testImages } from './sampleImages.ts';
import { savedModel } from './savedModel.ts';
import { type ExportedSource, exportedSource } from './source.ts';
import { openTarget } from './target.ts';
import { exportedWeights } from './weights.ts';

/** What a format is made from and checked with. */
interface Work {
  readonly folder: string;
  readonly network: ExportedNetwork;
  readonly weights: ExportedWeights;
  readonly reference: Reference;
  readonly job: ExportJob;
}

type Writer = (work: Work) => Promise<ExportCheck>;
type NetworkFormat = Exclude<ExportFormat, 'json'>;

const WRITERS: Readonly<Record<NetworkFormat, Writer>> = {
  pytorch: ({ folder, network, weights, reference, job }) => {
    const tensors = [...weights].map(([name, tensor]) => [name, { dtype: 'F32', ...tensor }] as const);
    writeDurably(join(folder, `${network.name}.py`), pytorchModule(network));
    writeDurably(
      join(folder, `${network.name}.safetensors`),
      encodeSafetensors(Object.fromEntries(tensors), { format: 'pt', about: network.about }),
    );
    return checkPytorch(folder, network, reference, job.python);
  },
  onnx: ({ folder, network, weights, reference, job }) => {
    const file = join(folder, `${network.name}.onnx`);
    writeDurably(file, onnxModel(network, weights, job.version));
    return checkOnnx(readFileSync(file), network, reference);
  },
  savedmodel: ({ folder, network, weights, reference }) => {
    const model = join(folder, 'saved_model');
    mkdirSync(model);
    writeDurably(join(model, 'saved_model.pb'), savedModel(network, weights));
    return checkSavedModel(model, network, reference);
  },
};

/** The weights of the safetensors file in ONNX Runtime: holds where there is no PyTorch. */
function checkWeightsFile({ folder, network, reference, job }: Work): Promise<ExportCheck> {
  const name = `${network.name}.safetensors`;
  const { tensors } = decodeSafetensors(readFileSync(join(folder, name)), name);
  const weights = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [key, { shape, data }] of Object.entries(tensors))
    if (data instanceof Float32Array) weights.set(key, { shape, data });
  return checkOnnx(onnxModel(network, weights, job.version), network, reference);
}

async function writeAndCheck(work: Work): Promise<ExportCheck[]> {
  const { formats } = work.job.options;
  const checks: ExportCheck[] = [];
  for (const format of formats) {
    if (format === 'json') continue;
    say(`${format}: writing and checking`);
    const check = await WRITERS[format](work);
    checks.push(check);
    if (check.status === 'skipped' && !formats.includes('onnx')) {
      const weights = await checkWeightsFile(work);
      checks.push({ ...weights, format, by: `the weights in ${weights.by}` });
    }
  }
  return checks;
}

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
  const state = trained ? initial : await withStatistics(net, initial, images);
  const reference = referenceOf(await engineLogits(net, state, images), images);
  return { reference, weights: exportedWeights(net.parameters, state) };
}

const FORMAT_ENDINGS: readonly (readonly [string, ExportFormat])[] = [
  ['.onnx', 'onnx'],
  ['.pb', 'savedmodel'],
  ['.json', 'json'],
];

function filesIn(folder: string): ExportReport['files'] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, found: statSync(join(folder, path)) }))
    .filter(({ found }) => found.isFile())
    .map(({ path, found }) => {
      const format = FORMAT_ENDINGS.find(([ending]) => path.endsWith(ending))?.[1] ?? 'pytorch';
      return { format, path, bytes: found.size };
    });
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
  const checks = await writeAndCheck({ folder, network, weights, reference, job });
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
