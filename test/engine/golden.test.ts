/** The engine against float64 numbers of the authors' code; `plateau verify test/golden` says more. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
  { name: 's4_c4_l5_r16', precision: 'float64' },
  { name: 's2_c4_l5_r16', precision: 'float32' },
];

const SLOW = ['s1_c4_l5_r16', 's2_c4_l5_r16', 's3_c4_l5_r16', 's4_c4_l5_r16', 's5_c4_l3_r16'].flatMap(
  (name) => (['float32', 'float64'] as const).map((precision) => ({ name, precision })),
);

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

  it('does not pass a folder whose numbers were changed', () => {
    // The float64 tolerance is 1e-6 of a quantity; float32 rounding alone exceeds it somewhere.
    const report = verifyFolder(FOLDER, { precision: 'float32', cases: ['clip'], progress: () => undefined });
    expect(report.cases[0]?.quantities[0]?.maxAbs).toBeGreaterThan(0);
  });

  it('names an unknown case', () => {
    const verify = (): unknown =>
      verifyFolder(FOLDER, { precision: 'float32', cases: ['s9'], progress: () => undefined });
    expect(verify).toThrow('There is no case "s9"');
  });
});
