import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { openEventLog } from '../engine/run/eventLog.ts';
import { endingOf, genotypeHeading, selectionOf } from './runLog.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'plateau-run-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const at = { time: '2026-01-01T00:00:00.000Z', step: 3 };

function write(...events: RunEvent[]): void {
  const log = openEventLog(folder);
  events.forEach((event) => log.append(event));
  log.close();
}

test('a run that fails with a checkpoint can go on; its last word is its own', () => {
  const failed: RunEvent = { type: 'failed', ...at, message: 'The loss is NaN.', remedy: 'Lower it.' };
  write(failed);
  expect(endingOf({ folder })).toEqual({ failed, hasCheckpoint: false });
  write({ type: 'checkpoint', ...at, epoch: 0, file: 'step-3', reason: 'epoch' });
  expect(endingOf({ folder })).toEqual({ failed: undefined, hasCheckpoint: true });
  write(failed);
  expect(endingOf({ folder })).toEqual({ failed, hasCheckpoint: true });
});

test('a finished run tells which epoch was selected, by which rule', () => {
  expect(selectionOf({ folder, genotype: null })).toEqual({ selection: null, selectedEpoch: null });
  write({ type: 'finished', ...at, genotype: 'G', selection: 'best-validation', selectedEpoch: 4 });
  const selection = selectionOf({ folder, genotype: 'G' });
  expect(selection).toEqual({ selection: 'best-validation', selectedEpoch: 4 });
  expect(genotypeHeading('G', selection)).toBe('Genotype of epoch 4 (best-validation)');
  expect(genotypeHeading('{"space":"nb1shot1-1"}', selection)).toBe(
    'Architecture of epoch 4 (best-validation)',
  );
});
