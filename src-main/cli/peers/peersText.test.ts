import { describe, expect, it } from 'vitest';
import {
  benchPeersReportSchema,
  type BenchPeersReport,
  type PeerMeasurement,
} from '../../../src-shared/run/reports.ts';
import { reportMarkdown, reportText } from './peersText.ts';
import { compare } from './ratios.ts';

const plain = { dim: (text: string): string => text, bold: (text: string): string => text };

function reportOf(measurements: PeerMeasurement[], others: Partial<BenchPeersReport> = {}): BenchPeersReport {
  return benchPeersReportSchema.parse({
    date: '2026-03-14T09:26:53.000Z',
    complete: true,
    machine: { processor: 'Some CPU, 2 threads on 2 cores, avx2', memory: '16.0 GB, 12.0 GB available' },
    versions: { plateau: '0.1.0', node: 'v24.0.0', tensorflow: '2.21.0', torch: '2.7.1' },
    settings: { configs: ['B'], rounds: 1, steps: 3, threads: 2, memory: 'fast' },
    skipped: null,
    measurements,
    problems: [],
    comparisons: compare(measurements),
    ...others,
  });
}

const BOTH = reportOf([
  { config: 'B', side: 'tuned', round: 1, values: { fullStep: 4, peakMemory: 2000 } },
  { config: 'B', side: 'plateau', round: 1, values: { fullStep: 1.6, peakMemory: 1500 } },
]);

const ALONE = reportOf([{ config: 'D', side: 'plateau', round: 1, values: { fullStep: 0.8 } }], {
  skipped: 'PyTorch is skipped: python3 cannot import torch.',
  complete: false,
});

describe('the text of a race', () => {
  it('has a table a config with values, ratio, range and the part of the memory', () => {
    const lines = reportText(BOTH, plain).split('\n');
    expect(lines[0]).toBe('B: s5, 8 channels, 5 cells, batch 32, 32×32 images');
    expect(lines[1]).toMatch(/^ +Plateau {2}PyTorch, tuned {2}ratio +rounds +part$/u);
    expect(lines[2]).toMatch(/^full step, s +1\.6 +4 +2\.50 {2}2\.50–2\.50$/u);
    expect(lines[3]).toMatch(/^peak memory, MiB +1,500 +2,000 +1\.33 {2}1\.33–1\.33 {2}75\.0 %$/u);
    expect(lines).toContain('1 round of 3 steps, 2 threads, one process at a time');
  });

  it('has the training step of an evaluation, with its genotype', () => {
    const lines = reportText(
      reportOf([
        { config: 'E', side: 'tuned', round: 1, values: { evaluationStep: 0.6, peakMemory: 1800 } },
        { config: 'E', side: 'plateau', round: 1, values: { evaluationStep: 0.3, peakMemory: 900 } },
      ]),
      plain,
    ).split('\n');
    expect(lines[0]).toBe('E: evaluation of c10_s5_ms, 16 channels, 8 cells, batch 64, 32×32 images');
    expect(lines[2]).toMatch(/^training step, s +0\.3 +0\.6 +2\.00 {2}2\.00–2\.00$/u);
    expect(lines[3]).toMatch(/^peak memory, MiB +900 +1,800 +2\.00 {2}2\.00–2\.00 {2}50\.0 %$/u);
  });

  it('explains what is there: λ_max only where it was raced', () => {
    const curvature = reportOf([
      { config: 'B', side: 'tuned', round: 1, values: { lambdaMax: 500, lambdaMaxCold: 500 } },
      { config: 'B', side: 'plateau', round: 1, values: { lambdaMax: 10, lambdaMaxCold: 40 } },
    ]);
    expect(reportText(BOTH, plain)).not.toContain('Lanczos');
    expect(reportText(curvature, plain)).toContain('Lanczos');
    expect(reportText(curvature, plain)).toMatch(/^λ_max with first call, s +40 +500 +12\.50/mu);
  });

  it('has our side alone where the peer is skipped, and says that it was interrupted', () => {
    const text = reportText(ALONE, plain);
    expect(text).toMatch(/^full step, s +0\.8$/mu);
    expect(text).not.toContain('ratio');
    expect(text).toContain('not complete: interrupted');
  });

  it('shows a gap where a side has failed, with its reason', () => {
    const message = 'PyTorch ended without a report (SIGKILL).';
    const text = reportText(
      reportOf(
        [
          { config: 'A', side: 'plateau', round: 1, values: { fullStep: 6 } },
          { config: 'B', side: 'tuned', round: 1, values: { fullStep: 4 } },
        ],
        { problems: [{ config: 'A', side: 'tuned', round: 1, message }] },
      ),
      plain,
    );
    expect(text).toMatch(/^full step, s +6 +– +– +– +–$/mu);
    expect(text).toContain(`PyTorch, tuned at A, round 1: ${message}`);
  });
});

describe('the Markdown of a race', () => {
  it('says where and with what it was measured, and has the table', () => {
    const lines = reportMarkdown(BOTH).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# Plateau against PyTorch',
        '| Date | 2026-03-14T09:26:53.000Z |',
        '| Processor | Some CPU, 2 threads on 2 cores, avx2 |',
        '| Memory | 16.0 GB, 12.0 GB available |',
        '| TensorFlow | 2.21.0 |',
        '| PyTorch | 2.7.1 |',
        '## B: s5, 8 channels, 5 cells, batch 32, 32×32 images',
        '|  | Plateau | PyTorch, tuned | ratio | rounds | part |',
        '| --- | ---: | ---: | ---: | ---: | ---: |',
        '| full step, s | 1.6 | 4 | 2.50 | 2.50–2.50 |  |',
        '| peak memory, MiB | 1,500 | 2,000 | 1.33 | 1.33–1.33 | 75.0 % |',
      ]),
    );
  });

  it('says why PyTorch is missing', () => {
    expect(reportMarkdown(ALONE)).toContain('\n\nPyTorch is skipped: python3 cannot import torch.\n');
  });
});
