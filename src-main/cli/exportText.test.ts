import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ExportReport } from '../../src-shared/run/exportReport.ts';
import { exportText } from './exportText.ts';

const REPORT: ExportReport = {
  pass: true,
  folder: '/out',
  files: [{ format: 'onnx', path: 'x.onnx', bytes: 1234 }],
  network: {
    ...{ name: 'x', genotype: '', channels: 36, layers: 20, stem: 'cifar', classes: 10 },
    ...{ height: 32, width: 32, inputChannels: 3, parameters: 3_349_342, macs: 528_361_344 },
  },
  weights: { trained: true, about: 'Trained on a set.', checkpoint: 'c', step: 3, epochs: 1, seed: 1 },
  images: { count: 256, source: 'cifar10' },
  tolerance: 1e-4,
  largestLogit: 12.3456,
  accuracy: 0.9375,
  checks: [
    {
      ...{ format: 'onnx', by: 'ONNX Runtime 1', status: 'same', maxAbs: 2.4e-6, maxRel: 2e-7 },
      ...{ accuracy: 0.9375, reason: null },
    },
    {
      ...{ format: 'pytorch', by: 'PyTorch', status: 'skipped', maxAbs: null, maxRel: null },
      ...{ accuracy: null, reason: 'PyTorch is skipped: none.' },
    },
  ],
};

describe('the report of an export', () => {
  it('has the differences, the accuracies before and after, and the files', () => {
    const lines = stripVTControlCharacters(exportText(REPORT)).split('\n');
    expect(lines[0]).toBe(
      'x: 20 cells, 36 channels, 10 classes, 3,349,342 parameters, 528.36 M multiply–adds',
    );
    expect(lines).toContain(
      'Compared with the engine on the first 256 test images of cifar10 (largest logit 12.3, accuracy 93.8 %):',
    );
    expect(lines.find((line) => line.startsWith('✔'))).toMatch(
      /onnx +ONNX Runtime 1 +2\.4e-6 +2\.0e-7 +93\.8 %/u,
    );
    expect(lines.find((line) => line.startsWith('–'))).toContain('PyTorch is skipped: none.');
    expect(lines.slice(-2)).toEqual(['Written to /out:', '  x.onnx  1,234 bytes']);
  });

  it('says that nothing was written when the logits differ', () => {
    const text = stripVTControlCharacters(exportText({ ...REPORT, pass: false, files: [] }));
    expect(text).toContain('Nothing was written: the logits must agree within 0.0001 of the largest one.');
    expect(text).not.toContain('Written to');
  });

  it('names no images where only JSON was written', () => {
    const text = exportText({ ...REPORT, checks: [], images: { count: 0, source: 'none' } });
    expect(text).not.toContain('Compared');
  });
});
