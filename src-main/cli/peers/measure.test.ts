import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineArguments, measure, MEASURES, peerArguments, raceEnvironment } from './measure.ts';

const step = { config: 'D', what: 'step', round: 1, side: 'tuned' } as const;
const evaluation = { config: 'E', what: 'evaluation', round: 1, side: 'tuned' } as const;
const curvature = { config: 'B', what: 'curvature', round: 1, side: 'tuned' } as const;

function spread(min: number): { min: number; median: number } {
  return { min, median: 2 * min };
}

describe('the values of a heat', () => {
  it('are the minima and the peak memory of a step report of either side', () => {
    const report = {
      seconds: {
        alphaStep: spread(0.9),
        meanShift: spread(1.5),
        weightStep: spread(1.4),
        fullStep: spread(3.9),
      },
      maxRssMiB: 1997.2,
    };
    const values = { fullStep: 3.9, alphaStep: 0.9, meanShift: 1.5, weightStep: 1.4, peakMemory: 1997.2 };
    const { engineValues, peerValues } = MEASURES.step;
    expect(peerValues.parse({ torch: '2.7.1', ...report })).toEqual(values);
    expect(engineValues.parse({ config: {}, firstCallSeconds: 9, nodes: 10, ...report })).toEqual(values);
  });

  it('are the training step and the peak memory of an evaluation, without its test', () => {
    const report = { seconds: { step: spread(0.6) }, maxRssMiB: 1800 };
    const values = { evaluationStep: 0.6, peakMemory: 1800 };
    expect(MEASURES.evaluation.peerValues.parse(report)).toEqual(values);
    const ours = {
      config: {},
      network: { parameters: 1, auxiliaryParameters: 0 },
      seconds: { step: spread(0.6), forward: spread(0.2) },
      firstCallSeconds: 3,
      nodes: 10,
      maxRssMiB: 1800,
    };
    expect(MEASURES.evaluation.engineValues.parse(ours)).toEqual(values);
  });

  it('add the first call to λ_max where it starts cold', () => {
    const report = {
      config: {},
      seconds: { product: { min: 1, median: 1 }, lambdaMax: { min: 13, median: 14 } },
      firstCallSeconds: 30,
      iterations: 14,
      lambdaMax: 0.2,
      residual: 1e-3,
      nodes: 10,
      maxRssMiB: 3000,
    };
    expect(MEASURES.curvature.engineValues.parse(report)).toEqual({ lambdaMax: 13, lambdaMaxCold: 43 });
  });

  it('take the whole Hessian of the peer', () => {
    const report = { seconds: { setup: 4, row: { min: 2 }, hessian: 452 } };
    expect(MEASURES.curvature.peerValues.parse(report)).toEqual({ lambdaMax: 452, lambdaMaxCold: 452 });
  });
});

describe('the processes of a heat', () => {
  it('get the same sizes on both sides', () => {
    const size = '--space s5 --channels 16 --layers 8 --batch 2 --resolution 8';
    expect(engineArguments(step, { steps: 3, memory: 'fast' }).join(' ')).toBe(
      `step ${size} --steps 3 --memory fast --curvature off`,
    );
    expect(peerArguments(step, 'published', { steps: 3, threads: 2 }).join(' ')).toBe(
      `bench --steps 3 ${size} --threads 2 --channels-last 0 --lean 0 --json`,
    );
  });

  it('train the same genotype on both sides', () => {
    const size = '--genotype c10_s5_ms --drop-path 0.2 --channels 16 --layers 8 --batch 64 --resolution 32';
    expect(engineArguments(evaluation, { steps: 3, memory: 'lean' }).join(' ')).toBe(
      `evaluation ${size} --steps 3 --memory lean`,
    );
    expect(peerArguments(evaluation, 'published', { steps: 3, threads: 2 }).join(' ')).toBe(
      `bench-eval --steps 3 ${size} --threads 2 --channels-last 0 --lean 0 --json`,
    );
  });

  it('compute λ_max by Lanczos here and by six rows of the Hessian there', () => {
    const size = '--space s5 --channels 8 --layers 5 --batch 32 --resolution 32';
    expect(engineArguments(curvature, { steps: 2, memory: 'lean' }).join(' ')).toBe(
      `curvature ${size} --steps 2 --memory lean`,
    );
    expect(peerArguments(curvature, 'tuned', { steps: 2, threads: 4 }).join(' ')).toBe(
      `bench-hessian --rows 6 ${size} --threads 4 --channels-last 1 --lean 1 --json`,
    );
  });

  it('see no GPU, and TensorFlow is told of threads only where they are fewer than the cores', () => {
    expect(raceEnvironment(4, 4)).toEqual({ CUDA_VISIBLE_DEVICES: '-1' });
    expect(raceEnvironment(2, 4)).toEqual({
      CUDA_VISIBLE_DEVICES: '-1',
      TF_NUM_INTEROP_THREADS: '2',
      TF_NUM_INTRAOP_THREADS: '1',
    });
  });
});

describe('a heat of the peer', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'plateau-heat-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program in Python's place. */
  function python(script: string): string {
    const file = path.join(folder, 'python');
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  }
  const runner = { steps: 1, memory: 'fast' as const, threads: 1, signal: new AbortController().signal };

  it('is the process of the script, whose report is read', async () => {
    const report =
      '{"torch":"2.7.1","seconds":{"alphaStep":{"min":1},"meanShift":{"min":2},"weightStep":{"min":3},"fullStep":{"min":6}},"maxRssMiB":500}';
    // Says nothing unless it is asked for a step without a GPU.
    const program = python(`test "$2" = bench && test "$CUDA_VISIBLE_DEVICES" = -1 && echo '${report}'`);
    expect(await measure(step, { ...runner, python: program })).toEqual({
      fullStep: 6,
      alphaStep: 1,
      meanShift: 2,
      weightStep: 3,
      peakMemory: 500,
    });
    await expect(measure(curvature, { ...runner, python: program })).rejects.toThrow(
      'PyTorch ended without a report (exit code 1).',
    );
  });

  it('is refused where the report is not one', async () => {
    await expect(measure(curvature, { ...runner, python: python(`echo '{"seconds":{}}'`) })).rejects.toThrow(
      '"seconds.hessian" of the report of PyTorch must be a number; got nothing.',
    );
  });

  it('ends when the race is interrupted', async () => {
    const interrupt = new AbortController();
    const heat = measure(step, {
      ...runner,
      signal: interrupt.signal,
      python: python('exec sleep 60'),
    });
    interrupt.abort();
    await expect(heat).rejects.toThrow('PyTorch ended without a report (SIGTERM).');
  });
});
