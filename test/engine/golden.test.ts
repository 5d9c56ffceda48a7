/** The engine against float64 numbers of the authors' code; `plateau verify test/golden` says more. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { VerifyReport } from '../../src-shared/run/reports.ts';
import type { Precision } from '../../src-main/engine/tensorflow/graph.ts';
import { verifyFolder } from '../../src-main/engine/verify/verify.ts';

const FOLDER = join(import.meta.dirname, '..', 'golden');
const ALL = process.env['PLATEAU_TEST_ALL'] === '1';

const QUICK: readonly { name: string; precision: Precision }[] = [
  { name: 'ops', precision: 'float64' },
  { name: 'ops', precision: 'float32' },
  { name: 'clip', precision: 'float64' },
  { name: 'genotypes', precision: 'float64' },
  { name: 'schedules', precision: 'float64' },
  { name: 'eval_c10_s5_ms_c4_l5_r32', precision: 'float64' },
  { name: 's4_c4_l5_r16', precision: 'float64' },
  { name: 's2_c4_l5_r16', precision: 'float32' },
];

const SLOW = ['s1_c4_l5_r16', 's2_c4_l5_r16', 's3_c4_l5_r16', 's4_c4_l5_r16', 's5_c4_l3_r16'].flatMap(
  (name) => (['float32', 'float64'] as const).map((precision) => ({ name, precision })),
);

/** A golden folder with the case `clip` only, its numbers changed. */
function withClip(change: (clipped: number[][]) => unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-golden-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clip = JSON.parse(readFileSync(join(FOLDER, 'clip.json'), 'utf8')) as { clipped: number[][] };
  change(clip.clipped);
  writeFileSync(join(folder, 'clip.json'), JSON.stringify(clip));
  writeFileSync(join(folder, 'manifest.json'), '{"cases": {"clip": {"kind": "clip", "file": "clip.json"}}}');
  return folder;
}

describe('golden numbers', () => {
  it.each(ALL ? [...QUICK, ...SLOW] : QUICK)(
    '$name in $precision: every quantity agrees',
    ({ name, precision }) => {
      const report = verifyFolder(FOLDER, { precision, cases: [name], progress: () => undefined });
      const [result] = report.cases;
      expect(result?.problems).toEqual([]);
      expect(result?.quantities.filter((quantity) => !quantity.pass)).toEqual([]);
      expect(result?.quantities.length).toBeGreaterThan(0);
      expect(report.pass).toBe(true);
    },
    600_000,
  );

  it('fails a folder with one changed number', () => {
    const changed = withClip((clipped) => (clipped[2]![1]! += 1e-5));
    const report = verifyFolder(changed, { precision: 'float64', cases: [], progress: () => undefined });
    expect(report.pass).toBe(false);
    expect(report.cases[0]?.quantities[0]?.maxAbs).toBeCloseTo(1e-5, 9);
  });

  it('fails a folder with a missing file, and refuses one without cases', () => {
    const verify = (folder: string): VerifyReport =>
      verifyFolder(folder, { precision: 'float64', cases: [], progress: () => undefined });
    const folder = withClip(() => undefined);
    rmSync(join(folder, 'clip.json'));
    expect(verify(folder)).toMatchObject({ pass: false, cases: [{ status: 'fail' }] });
    writeFileSync(join(folder, 'manifest.json'), '{"cases": {}}');
    expect(() => verify(folder)).toThrow('lists no cases');
  });

  it('reports a kind it cannot compute as unsupported, never as passed', () => {
    const folder = withClip(() => undefined);
    writeFileSync(join(folder, 'manifest.json'), '{"cases": {"later": {"kind": "rnn"}}}');
    const report = verifyFolder(folder, { precision: 'float64', cases: [], progress: () => undefined });
    expect(report).toMatchObject({ pass: false, cases: [{ status: 'unsupported' }] });
  });

  it('names an unknown case', () => {
    const verify = (): unknown =>
      verifyFolder(FOLDER, { precision: 'float32', cases: ['s9'], progress: () => undefined });
    expect(verify).toThrow('There is no case "s9"');
  });
});
