/**
 * `node estimate.ts --datasets <folder> [--config <JSON with knobs of a search>]`: how
 * long that search takes and how much memory. Nothing is written and nothing is searched.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PlateauError } from '../../../src-shared/errors.ts';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import type { EstimateReport } from '../../../src-shared/run/reports.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import { estimate } from '../estimate/estimate.ts';
import { thisMachine } from '../estimate/machine.ts';
import { assertFits } from '../search/runData.ts';
import { openBinding } from '../tensorflow/binding.ts';
import { printReport } from './report.ts';

/** Seconds that the timing of operations may take. */
const BUDGET_SECONDS = 10;

function knobs(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PlateauError(`--config is not JSON: ${text}`, `Give knobs of a search: '{"space":"s3"}'.`);
  }
}

await printReport(async (): Promise<EstimateReport> => {
  const { values } = parseArgs({
    options: { datasets: { type: 'string' }, config: { type: 'string', default: '{}' } },
  });
  if (values.datasets === undefined)
    throw new PlateauError('No folder with data sets was given.', 'Use --datasets <folder>.');
  const config = parseOrExplain(searchConfigSchema, knobs(values.config), '--config');
  const info = readDatasetInfo(join(values.datasets, config.dataset));
  assertFits(config, info);
  // An operation is timed as it runs in a step: on one thread, whoever is free.
  process.env['TF_NUM_INTEROP_THREADS'] = '1';
  openBinding(config); // once nothing is left to refuse
  return estimate(config, info, await thisMachine(config.deterministic), {
    budgetSeconds: BUDGET_SECONDS,
    progress: (label) => void process.stderr.write(`${label}\n`),
  });
});
