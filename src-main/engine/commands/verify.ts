/** `node verify.ts <folder> [--precision float64|float32] [--case name]…`: prints one JSON report. */
import { parseArgs } from 'node:util';
import { PlateauError } from '../../../src-shared/errors.ts';
import { verifyFolder } from '../verify/verify.ts';
import { printReport } from './report.ts';

await printReport(() => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      precision: { type: 'string', default: 'float64' },
      case: { type: 'string', multiple: true, default: [] },
    },
  });
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
  process.exitCode = report.pass ? 0 : 1;
  return report;
});
