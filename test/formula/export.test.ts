/** Exported networks give the logits of the authors' code and of the engine, in the programs that run them. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { genotypeToPython } from '../../src-shared/genotype/print.ts';
import { publishedGenotype } from '../../src-shared/genotype/published.ts';
import type { Genotype } from '../../src-shared/genotype/types.ts';
import { evaluationNetwork } from '../../src-main/engine/evaluation/network.ts';
import { initialEvaluation } from '../../src-main/engine/evaluation/evaluationState.ts';
import { checkOnnx, checkPytorch, checkSavedModel } from '../../src-main/engine/export/checks.ts';
import { type Reference, referenceOf } from '../../src-main/engine/export/compare.ts';
import { engineLogits, scaledState } from '../../src-main/engine/export/engineLogits.ts';
import type { ExportedNetwork, ExportedWeights } from '../../src-main/engine/export/exportedNetwork.ts';
import { everyOperation, sparseGenotype, testNetwork } from '../../src-main/engine/export/exportFixture.ts';
import { exportNetwork } from '../../src-main/engine/export/exportNetwork.ts';
import { type ExportJob, exportJobSchema } from '../../src-main/engine/export/job.ts';
import { onnxModel } from '../../src-main/engine/export/onnx.ts';
import { pytorchModule } from '../../src-main/engine/export/pytorch.ts';
import { randomImages } from '../../src-main/engine/export/sampleImages.ts';
import { savedModel } from '../../src-main/engine/export/savedModel.ts';
import { exportedWeights } from '../../src-main/engine/export/weights.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src-main/engine/run/safetensors.ts';
import { findTorch } from '../../src-main/host/torchPython.ts';

const python = await findTorch(undefined, '');
if (python.skipped !== null) console.warn(python.skipped);
const torch = { program: python.python, torch: python.torch, skipped: python.skipped };

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'plateau-exports-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each format gives for the images of the reference; PyTorch where there is one. */
async function checks(network: ExportedNetwork, weights: ExportedWeights, reference: Reference) {
  const work = mkdtempSync(path.join(folder, 'network-'));
  const model = path.join(work, 'saved_model');
  mkdirSync(model);
  writeFileSync(path.join(model, 'saved_model.pb'), savedModel(network, weights));
  const tensors = [...weights].map(([name, tensor]) => [name, { dtype: 'F32', ...tensor }] as const);
  const bytes = encodeSafetensors(Object.fromEntries(tensors));
  writeFileSync(path.join(work, `${network.name}.safetensors`), bytes);
  writeFileSync(path.join(work, `${network.name}.py`), pytorchModule(network));
  return [
    await checkOnnx(onnxModel(network, weights, '0'), network, reference),
    await checkSavedModel(model, network, reference),
    await checkPytorch(work, network, reference, torch),
  ];
}

const SAME = expect.objectContaining({ status: 'same' }) as unknown;
const SAME_OR_ABSENT = torch.torch === null ? expect.objectContaining({ status: 'skipped' }) : SAME;

async function engineReference(network: ExportedNetwork) {
  const net = evaluationNetwork({ ...network, auxiliary: false });
  const images = randomImages(network, 3, 1);
  const state = await scaledState(net, initialEvaluation(net.parameters, 1), images);
  const reference = referenceOf(await engineLogits(net, state, images), images);
  return { reference, weights: exportedWeights(net.parameters, state) };
}

describe("the authors' evaluation network", () => {
  const golden = path.join(import.meta.dirname, '../golden/eval_c10_s5_ms_c4_l5_r32');
  const read = (name: string) => {
    const file = `${golden}.${name}.safetensors`;
    return decodeSafetensors(readFileSync(file), file).tensors;
  };

  it('gives their logits from their weights in every format', async () => {
    const given = read('in');
    const weights = new Map(
      Object.entries(given).flatMap(([name, { shape, data }]) =>
        /^[wb]\.(?!auxiliary_head)/u.test(name) && data instanceof Float32Array
          ? [[name.slice(2), { shape, data }] as const]
          : [],
      ),
    );
    const network = testNetwork({ layers: 5, height: 32, width: 32 });
    const x = given['in.x']!;
    const logits = Float32Array.from(read('out')['eval.logits']!.data);
    const [count = 0] = x.shape;
    const images = { source: 'golden', x: channelsLast(x.data, 32), labels: undefined, count, batch: count };
    const all = await checks(network, weights, referenceOf(logits, images));
    expect(all).toEqual([SAME, SAME, SAME_OR_ABSENT]);
    for (const { maxRel } of all) expect(maxRel ?? 0).toBeLessThan(2e-6);
  });
});

/** [N, 3, S, S] → [N, S, S, 3]. */
function channelsLast(x: ArrayLike<number>, side: number): Float32Array {
  const pixels = side * side;
  return Float32Array.from(x, (_, index) => {
    const [image, pixel, channel] = [
      Math.floor(index / (3 * pixels)),
      Math.floor(index / 3) % pixels,
      index % 3,
    ];
    return x[(image * 3 + channel) * pixels + pixel]!;
  });
}

describe('a network of the engine', () => {
  const cases: [string, Genotype][] = [
    ['DARTS_V2', publishedGenotype('DARTS_V2')],
    ['dropped edges, nodes without any, two from one state', sparseGenotype()],
    // Three of the ten have every operation at both strides.
    ...[0, 3, 6].map(
      (shift) => [`all operations, from ${shift} on`, everyOperation()[shift]!] as [string, Genotype],
    ),
  ];

  it.each(cases)('gives its logits in every format: %s', async (_, genotype) => {
    const network = testNetwork({ genotype });
    const { reference, weights } = await engineReference(network);
    expect(await checks(network, weights, reference)).toEqual([SAME, SAME, SAME_OR_ABSENT]);
  });

  it('gives its logits in every format with the ImageNet stem, on images that are not square', async () => {
    const size = { height: 64, width: 96, inputChannels: 1, classes: 3, mean: [0.5], std: [0.5] };
    const network = testNetwork({ stem: 'imagenet', genotype: everyOperation()[2]!, ...size });
    const { reference, weights } = await engineReference(network);
    expect(await checks(network, weights, reference)).toEqual([SAME, SAME, SAME_OR_ABSENT]);
  });

  it('is told from one whose weights have changed', async () => {
    const network = testNetwork();
    const { reference, weights } = await engineReference(network);
    const changed = new Map(weights);
    const name = 'cells.1._ops.0.op.2.weight';
    const { shape, data } = weights.get(name)!;
    changed.set(name, { shape, data: data.map((value) => value * 1.1) });
    const check = await checkOnnx(onnxModel(network, changed, '0'), network, reference);
    expect(check.status).toBe('different');
  });

  it('gives logits that depend on the image though it was not trained', async () => {
    const network = testNetwork({ layers: 20, height: 32, width: 32 });
    const { reference } = await engineReference(network);
    const { logits, largest, images } = reference;
    const classes = logits.length / images.count;
    const spread = Math.abs(logits[0]! - logits[classes]!) / largest;
    expect(spread).toBeGreaterThan(1e-3);
  });
});

describe('an export', () => {
  const NOBODY = { program: 'python3', torch: null, skipped: 'nobody runs it' };

  function job(
    name: string,
    formats: ExportJob['options']['formats'],
    runner: ExportJob['python'] = NOBODY,
    genotype = genotypeToPython(publishedGenotype('DARTS_V1')),
  ): ExportJob {
    const network = { channels: 4, layers: 3, size: 8 };
    return exportJobSchema.parse({
      source: { kind: 'untrained', genotype, network },
      options: { formats, name, images: 5 },
      out: path.join(folder, name),
      datasets: folder,
      version: '0',
      python: runner,
    });
  }

  it('writes all formats and reports how they compare', async () => {
    const report = await exportNetwork(job('all', ['pytorch', 'onnx', 'savedmodel', 'json']));
    expect(report).toMatchObject({ pass: true, images: { count: 5, source: 'random' }, accuracy: null });
    expect(report.checks.map(({ format, status }) => [format, status])).toEqual([
      ['pytorch', 'skipped'],
      ['onnx', 'same'],
      ['savedmodel', 'same'],
    ]);
    const files = ['all.json', 'all.onnx', 'all.py', 'all.safetensors', 'saved_model/saved_model.pb'];
    expect(report.files.map((file) => file.path.replaceAll('\\', '/')).sort()).toEqual(files);
    const json: unknown = JSON.parse(readFileSync(path.join(report.folder, 'all.json'), 'utf8'));
    expect(json).toMatchObject({
      ...{ channels: 4, layers: 3, run: null, normalisation: { std: [1, 1, 1] } },
      weights: { trained: false, tensors: { 'stem.0.weight': [12, 3, 3, 3] } },
      verification: { checks: report.checks },
    });
  });

  it('runs the weights of the PyTorch module elsewhere where there is no PyTorch', async () => {
    const { checks } = await exportNetwork(job('weights', ['pytorch']));
    expect(checks.map(({ status }) => status)).toEqual(['skipped', 'same']);
    expect(checks[1]?.by).toMatch(/^the weights in ONNX Runtime/u);
  });

  it('leaves nothing behind when one program gives other logits', async () => {
    const liar = path.join(folder, 'liar');
    writeFileSync(liar, `#!/bin/sh\necho '${JSON.stringify(Array<number>(50).fill(1))}'\n`);
    chmodSync(liar, 0o755);
    const runner = { program: liar, torch: '0', skipped: null };
    const report = await exportNetwork(job('refused', ['onnx', 'pytorch'], runner));
    expect(report).toMatchObject({ pass: false, files: [] });
    expect(report.checks.map(({ status }) => status)).toEqual(['same', 'different']);
    expect(existsSync(report.folder)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('refused'))).toEqual([]);
  });

  it('of a genotype with noise is JSON and nothing else', async () => {
    const noisy = genotypeToPython(publishedGenotype('DARTS_V1')).replace('sep_conv_3x3', 'noise');
    await expect(exportNetwork(job('noise', ['onnx', 'json'], NOBODY, noisy))).rejects.toThrow('noise');
    const { files } = await exportNetwork(job('noise', ['json'], NOBODY, noisy));
    expect(files.map((file) => file.path)).toEqual(['noise.json']);
  });
});
