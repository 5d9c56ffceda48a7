/** What the engine computes on request about a search: what it would take, and the spectrum of its Hessian. */
import { PlateauError } from '../../src-shared/errors.ts';
import type { SearchConfig } from '../../src-shared/run/config.ts';
import {
  estimateReportSchema,
  spectrumReportSchema,
  type EstimateReport,
  type SpectrumReport,
} from '../../src-shared/run/reports.ts';
import { engineReport, type ReportOptions } from './engineCommand.ts';
import { homePaths } from './home.ts';
import { assertRunnable } from './runnable.ts';

/** Time and memory of a search before it starts; nothing is created. */
export async function estimateSearch(
  home: string,
  config: SearchConfig,
  options: ReportOptions = {},
): Promise<EstimateReport> {
  await assertRunnable(home, config);
  const args = ['--datasets', homePaths(home).datasets, '--config', JSON.stringify(config)];
  return engineReport('estimate', args, estimateReportSchema, options);
}

/** All eigenvalues of the Hessian at the newest checkpoint of a search, also while it runs. */
export async function runSpectrum(
  home: string,
  run: { readonly id: string; readonly kind: string; readonly folder: string },
  options: ReportOptions = {},
): Promise<SpectrumReport> {
  if (run.kind !== 'search')
    throw new PlateauError(
      `Run ${run.id} is an ${run.kind}: it has no Hessian over an architecture.`,
      'Choose the search that its genotype comes from.',
    );
  const args = ['--run', run.folder, '--datasets', homePaths(home).datasets];
  return engineReport('spectrum', args, spectrumReportSchema, options);
}

/** How many estimates are remembered: a form asks for the same ones again. */
const REMEMBERED = 32;

/** Estimates one after the other, since each of them times operations; what was asked before is remembered. */
export function createEstimator(estimate: (config: SearchConfig) => Promise<EstimateReport>) {
  const known = new Map<string, Promise<EstimateReport>>();
  let before: Promise<unknown> = Promise.resolve();
  return (config: SearchConfig): Promise<EstimateReport> => {
    const key = JSON.stringify({ ...config, name: '', seed: 0 });
    const found = known.get(key);
    if (found !== undefined) return found;
    const report = before.then(() => estimate(config));
    before = report.catch(() => known.delete(key)); // another try may work
    known.set(key, report);
    for (const oldest of [...known.keys()].slice(0, -REMEMBERED)) known.delete(oldest);
    return report;
  };
}
