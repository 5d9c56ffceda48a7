/** The formats: how each is written, what it is run by, and which of the files are its own. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportCheck, ExportFormat, ExportReport } from '../../../src-shared/run/exportReport.ts';
import { writeDurably } from '../run/durable.ts';
import { decodeSafetensors, encodeSafetensors } from '../run/safetensors.ts';
import { checkOnnx, checkPytorch, checkSavedModel } from './checks.ts';
import type { Reference } from './compare.ts';
import type { ExportedNetwork, ExportedTensor, ExportedWeights } from './exportedNetwork.ts';
import type { ExportJob } from './job.ts';
import { onnxModel } from './onnx.ts';
import { pytorchModule } from './pytorch.ts';
import { savedModel } from './savedModel.ts';

/** What a format is made from and checked with. */
export interface Work {
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
  const weights = new Map<string, ExportedTensor>();
  for (const [key, { shape, data }] of Object.entries(tensors))
    if (data instanceof Float32Array) weights.set(key, { shape, data });
  return checkOnnx(onnxModel(network, weights, job.version), network, reference);
}

/** Writes the formats that are asked for, but for JSON, and runs what was written. */
export async function writeAndCheck(work: Work, say: (text: string) => void): Promise<ExportCheck[]> {
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

const FORMAT_ENDINGS: readonly (readonly [string, ExportFormat])[] = [
  ['.onnx', 'onnx'],
  ['.pb', 'savedmodel'],
  ['.json', 'json'],
];

/** The files in a folder with the format of each. */
export function filesIn(folder: string): ExportReport['files'] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, found: statSync(join(folder, path)) }))
    .filter(({ found }) => found.isFile())
    .map(({ path, found }) => {
      const format = FORMAT_ENDINGS.find(([ending]) => path.endsWith(ending))?.[1] ?? 'pytorch';
      return { format, path, bytes: found.size };
    });
}
