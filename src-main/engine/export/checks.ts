/** Runs what was exported in the programs that people will run it in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { describeError } from '../../../src-shared/errors.ts';
import type { ExportCheck, ExportFormat } from '../../../src-shared/run/exportReport.ts';
import { openBinding, tensorFlowInfo } from '../tensorflow/binding.ts';
import { comparison, type Reference } from './compare.ts';
import type { ExportedNetwork } from './exportedNetwork.ts';
import type { ExportJob } from './job.ts';
import { INPUT, OUTPUT } from './layers.ts';
import { channelsFirst, inBatches } from './sampleImages.ts';

/** Compares the logits that `run` gives; what it throws is why the check failed. */
async function checked(
  format: ExportFormat,
  by: string,
  reference: Reference,
  run: () => Promise<Float32Array>,
): Promise<ExportCheck> {
  try {
    return { format, by, ...comparison(await run(), reference) };
  } catch (error) {
    const nothing = { maxAbs: null, maxRel: null, accuracy: null };
    return { format, by, status: 'failed', ...nothing, reason: describeError(error) };
  }
}

/** The bytes of an ONNX model in ONNX Runtime. */
export async function checkOnnx(
  model: Uint8Array,
  { height, width, inputChannels }: ExportedNetwork,
  reference: Reference,
): Promise<ExportCheck> {
  // Loaded when it is needed: it brings a native library.
  const { InferenceSession, Tensor, env } = await import('onnxruntime-node');
  return checked('onnx', `ONNX Runtime ${env.versions.node ?? ''}`.trim(), reference, async () => {
    const session = await InferenceSession.create(model);
    try {
      return await inBatches(reference.images, async (batch) => {
        const shape = [reference.images.batch, inputChannels, height, width];
        const x = new Tensor('float32', channelsFirst(batch, height, width, inputChannels), shape);
        const data = (await session.run({ [INPUT]: x }))[OUTPUT]?.data;
        if (data instanceof Float32Array) return data;
        throw new Error(`the model gives no ${OUTPUT}`);
      });
    } finally {
      await session.release();
    }
  });
}

/** The folder of a SavedModel in TensorFlow. */
export async function checkSavedModel(
  folder: string,
  { height, width, inputChannels }: ExportedNetwork,
  reference: Reference,
): Promise<ExportCheck> {
  return checked('savedmodel', `TensorFlow ${tensorFlowInfo().version}`, reference, () => {
    const binding = openBinding();
    const model = binding.loadSavedModel(folder, 'serve');
    const logitsOf = (batch: Float32Array): Float32Array => {
      const shape = [reference.images.batch, height, width, inputChannels];
      const x = binding.createTensor(shape, binding.TF_FLOAT, batch);
      try {
        const [logits] = binding.runSavedModel(model, [x], `${INPUT}:0`, `${OUTPUT}:0`);
        const data = binding.tensorDataSync(logits!.id);
        binding.deleteTensor(logits!.id);
        return Float32Array.from(data);
      } finally {
        binding.deleteTensor(x);
      }
    };
    return inBatches(reference.images, logitsOf).finally(() => binding.deleteSavedModel(model));
  });
}

/** Imports the module in the folder argv[1], and prints the logits of the images in the file argv[3]. */
const PYTHON = `
import importlib, json, sys
import torch
folder, name, images, shape = sys.argv[1:]
sys.path.insert(0, folder)
network = importlib.import_module(name).load(folder + "/" + name + ".safetensors")
x = torch.frombuffer(bytearray(open(images, "rb").read()), dtype=torch.float32)
x = x.reshape(json.loads(shape))
with torch.no_grad():
    logits = torch.cat([network(part) for part in x.split(32)])
print(json.dumps(logits.flatten().tolist()))
`;

const logitsSchema = z.array(z.number());

/** The module and the weights in a folder in PyTorch, as a user would load them. */
export async function checkPytorch(
  folder: string,
  { name, height, width, inputChannels }: ExportedNetwork,
  reference: Reference,
  { program, torch, skipped }: ExportJob['python'],
): Promise<ExportCheck> {
  if (torch === null)
    return {
      ...{ format: 'pytorch', by: 'PyTorch', status: 'skipped' },
      ...{ maxAbs: null, maxRel: null, accuracy: null, reason: skipped },
    };
  return checked('pytorch', `PyTorch ${torch}`, reference, async () => {
    const { x, count } = reference.images;
    const work = mkdtempSync(join(tmpdir(), 'plateau-export-'));
    try {
      const file = join(work, 'images');
      writeFileSync(file, channelsFirst(x, height, width, inputChannels));
      const shape = JSON.stringify([count, inputChannels, height, width]);
      const { stdout } = await execa(program, ['-B', '-c', PYTHON, folder, name, file, shape], {
        stdin: 'ignore',
      });
      return Float32Array.from(logitsSchema.parse(JSON.parse(stdout)));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}
