/** Replay of the rules that act after epochs and stages: test/golden/stages holds a part of the recordings. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CaseReport } from '../../../src-shared/run/reports.ts';
import { Comparison } from './comparison.ts';
import { type GoldenCase, openGoldenFolder } from './goldenFolder.ts';
import { replaySgas, replaySgasDecisions } from './sgasCase.ts';
import { replayPdarts, replayPdartsSchedule, replayRdartsSchedule } from './stageCases.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'test', 'golden', 'stages');

const REPLAYS: Readonly<Record<string, (folder: string, golden: GoldenCase, check: Comparison) => void>> = {
  sgas: replaySgas,
  sgas_decisions: replaySgasDecisions,
  pdarts_stages: replayPdarts,
  pdarts_schedule: replayPdartsSchedule,
  rdarts_dp_schedule: replayRdartsSchedule,
};
const CASES = Object.keys(REPLAYS);

function replayed(folder: string, name: string): CaseReport {
  const golden = openGoldenFolder(folder).cases[name]!;
  const check = new Comparison(name, golden, 'float64');
  REPLAYS[name]!(folder, golden, check);
  return check.report();
}

/** The folder with one text of a file replaced. */
function changed(file: string, before: RegExp, after: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-golden-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(FOLDER, folder, { recursive: true });
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toMatch(before);
  writeFileSync(join(folder, file), text.replace(before, after));
  return folder;
}

describe('replay of epoch-end rules', () => {
  it.each(CASES)('%s: every quantity of the authors agrees', (name) => {
    const report = replayed(FOLDER, name);
    expect(report).toMatchObject({ status: 'pass', unsupported: [], problems: [] });
    expect(report.quantities.length).toBeGreaterThan(1);
  });

  it.each([
    ['sgas_decisions', '"edge": 2,', '"edge": 3,'],
    ['sgas_decisions', '"sep_conv_3x3", 0', '"sep_conv_5x5", 0'],
    ['sgas_decisions', '104,', '105,'],
    ['pdarts_stages', '"switches_reduce": \\[\\[1', '"switches_reduce": [[0'],
    ['pdarts_stages', '"max_skip": 0', '"max_skip": 1'],
    ['pdarts_schedule', '0\\.616,', '0.617,'],
    ['rdarts_dp_schedule', '"drop": \\[0.0', '"drop": [0.1'],
  ])('%s fails when %s is recorded as %s', (name, before, after) => {
    expect(replayed(changed(`${name}.json`, new RegExp(before, 'u'), after), name).status).toBe('fail');
  });

  it('names the case whose alphas the decisions need', () => {
    const folder = changed('manifest.json', /"kind": "sgas"/u, '"kind": "other"');
    const { status, unsupported } = replayed(folder, 'sgas_decisions');
    expect(status).toBe('unsupported');
    expect(unsupported[0]).toContain('kind "sgas"');
  });
});
