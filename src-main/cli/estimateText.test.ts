import { expect, it } from 'vitest';
import { estimateReportSchema } from '../../src-shared/run/reports.ts';
import { estimateText } from './estimateText.ts';

const report = estimateReportSchema.parse({
  config: { method: 'ms-darts', space: 's5', channels: 16, layers: 8, batch: 64 },
  device: { kind: 'CPU', name: 'AMD EPYC', threads: 2, memoryMiB: 24_105 },
  network: { parameters: 1_930_842, nodes: 61_000 },
  epochs: 40,
  alphaStartEpoch: 5,
  stepsPerEpoch: 390,
  seconds: {
    step: 5.274,
    stepWithoutAlpha: 4.001,
    epoch: 2300,
    epochWithoutAlpha: 1800,
    validation: 220,
    curvature: 58.21,
    firstCall: 28.4,
    total: 90_000,
  },
  memoryMiB: 6512.3,
  tensorsMiB: 5012,
  fits: true,
  advice: [],
  assumed: ['nothing else computes on this machine', 'λ_max takes 14 Hessian-vector products an epoch'],
});

const lines = (changed: Partial<typeof report> = {}): string[] =>
  estimateText({ ...report, ...changed }).split('\n');

it('says how long the parts of a search take and how much memory', () => {
  expect(lines()).toEqual([
    'Search      method ms-darts, space s5, channels 16, layers 8, batch 64',
    'Device      CPU AMD EPYC, 2 threads',
    'Step        5.27 s, 4 s before α steps',
    'Epoch       38:20 min, 30:00 min before α steps: 390 steps, validation 3:40 min, λ_max 58.2 s',
    'Run         25:00 h: 40 epochs',
    'First call  28.4 s: building, loading and the first step',
    'Memory      6,512 MiB (CPU has 24,105 MiB)',
    'Assumed     nothing else computes on this machine; λ_max takes 14 Hessian-vector products an epoch',
  ]);
});

it('says with which flags a search would fit that does not', () => {
  const device = { ...report.device, memoryMiB: 4000 };
  const advice = [{ change: { memory: 'lean', batch: 48 }, memoryMiB: 3987.6 }];
  expect(lines({ fits: false, device, advice })).toEqual(
    expect.arrayContaining([
      'Memory      6,512 MiB, more than there is (CPU has 4,000 MiB)',
      'Would fit   --memory lean --batch 48: 3,988 MiB',
    ]),
  );
});

it('says so when no change makes it fit', () => {
  const device = { ...report.device, memoryMiB: 100 };
  expect(lines({ fits: false, device })).toContain(
    'Would fit   nothing that changes memory, batch or channels alone',
  );
});

it('tells the stages of a search that has several', () => {
  const stages = [
    { epochs: 25, layers: 5, partialChannels: 1, seconds: 7200 },
    { epochs: 25, layers: 20, partialChannels: 4, seconds: 30 },
  ];
  expect(lines({ stages })).toContain(
    'Stages      25 epochs of 5 cells 2:00 h; then 25 epochs of 20 cells, 1/4 of the channels 30 s',
  );
});

it('tells one time where there are α steps from the start, or none', () => {
  expect(lines({ alphaStartEpoch: 0 })).toContain('Step        5.27 s');
  expect(lines({ alphaStartEpoch: 40 })).toContain('Step        4 s');
});
