/** `node verify.ts <folder> [--precision float32|float64] [--case name]…`: prints one JSON report. */
import { parseArgs } from 'node:util';
import { describeError, PlateauError } from '../../../src-shared/errors.ts';
import { verifyFolder } from '../verify/verify.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    precision: { type: 'string', default: 'float32' },
    case: { type: 'string', multiple: true, default: [] },
  },
});

try {
  const [folder] = positionals;
  if (folder === undefined)
    throw new PlateauError('No folder was given.', 'Give the path of a golden folder.');
  const { precision } = values;
  if (precision !== 'float32' && precision !== 'float64')
    throw new PlateauError(
      `precision must be float32 or float64, got "${precision}".`,
      'Give one of the two.',
    );
  const progress = (label: string): void => void process.stderr.write(`${label}\n`);
  const report = verifyFolder(folder, { precision, cases: values.case, progress });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = report.pass ? 0 : 1;
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 2;
}
