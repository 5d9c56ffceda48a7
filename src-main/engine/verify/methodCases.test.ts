/** Supernets of the methods against float64 numbers of their authors' code: test/golden/methods holds some of the recordings. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyFolder } from './verify.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'test', 'golden', 'methods');
const QUICK = [
  { name: 'rdarts_dp_s3_c4_l3_r16', precision: 'float64' },
  { name: 'nb1shot1_s1_c4_l3_r16', precision: 'float64' },
  { name: 'gdas_nb201_c4_r16', precision: 'float64' },
] as const;
const SLOW = [
  { name: 'rdarts_dp_s3_c4_l3_r16', precision: 'float32' },
  { name: 'fairdarts_c4_l3_r16', precision: 'float64' },
  { name: 'nb1shot1_s1_c4_l3_r16', precision: 'float32' },
  { name: 'nb1shot1_s2_c4_l3_r16', precision: 'float64' },
  { name: 'nb1shot1_s2_c4_l3_r16', precision: 'float32' },
  { name: 'nb1shot1_s3_c4_l3_r16', precision: 'float64' },
  { name: 'nb1shot1_s3_c4_l3_r16', precision: 'float32' },
] as const;

it.each(process.env['PLATEAU_TEST_ALL'] === '1' ? [...QUICK, ...SLOW] : QUICK)(
  '$name in $precision: every quantity agrees, and every tensor is compared',
  ({ name, precision }) => {
    const report = verifyFolder(FOLDER, { precision, cases: [name], progress: () => undefined });
    const [result] = report.cases;
    expect(result?.problems).toEqual([]);
    expect(result?.unsupported).toEqual([]);
    expect(result?.quantities.filter((quantity) => !quantity.pass)).toEqual([]);
    expect(report.pass).toBe(true);
  },
  600_000,
);
