/** `node export.ts --job <json>`: exports a network and prints one JSON report. */
import { parseArgs } from 'node:util';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { exportNetwork } from '../export/exportNetwork.ts';
import { exportJobSchema } from '../export/job.ts';
import { printReport } from './report.ts';

await printReport(async () => {
  const { values } = parseArgs({ options: { job: { type: 'string' } } });
  if (values.job === undefined) throw new PlateauError('No job was given.', 'Use --job <json>.');
  const report = await exportNetwork(parseOrExplain(exportJobSchema, JSON.parse(values.job), 'the job'));
  process.exitCode = report.pass ? 0 : 1;
  return report;
});
