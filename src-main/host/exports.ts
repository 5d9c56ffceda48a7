/** Exports of networks: which network is meant, where the files go; the engine does the rest. */
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { PlateauError } from '../../src-shared/errors.ts';
import {
  exportReportSchema,
  type ExportOptions,
  type ExportReport,
  type UntrainedNetwork,
} from '../../src-shared/run/exportReport.ts';
import { moduleName } from '../engine/export/exportedNetwork.ts';
import type { ExportJob, ExportSource } from '../engine/export/job.ts';
import { engineReport, type ReportOptions } from './engineCommand.ts';
import { homePaths } from './home.ts';
import { findTorch } from './torchPython.ts';

export interface ExportRequest {
  readonly source: ExportSource;
  readonly options: ExportOptions & { readonly name: string };
  /** Absent: a folder of the home. */
  readonly out?: string | undefined;
  /** The Python that runs the exported module; absent: PLATEAU_PEER_PYTHON or python3. */
  readonly python?: string | undefined;
}

/** Writes and checks an export; what does not agree with the engine leaves nothing behind. */
export async function runExport(
  home: string,
  { source, options, out, python: given }: ExportRequest,
  reportOptions: ReportOptions = {},
): Promise<ExportReport> {
  const { python: program, torch, skipped } = await findTorch(given, '--python');
  const job: ExportJob = {
    source,
    options,
    out: path.resolve(out ?? path.join(home, 'exports', moduleName(options.name))),
    datasets: homePaths(home).datasets,
    version: packageJson.version,
    python: { program, torch, skipped },
  };
  return engineReport('export', ['--job', JSON.stringify(job)], exportReportSchema, reportOptions);
}

/** A run with the genotypes that it has found. */
export interface ExportableRun {
  readonly id: string;
  readonly kind: string;
  readonly folder: string;
  /** The one it ended with. */
  readonly genotype: string | null;
  readonly epochs: readonly { readonly epoch: number; readonly genotype: string | null }[];
}

/** What a run exports: an evaluation its trained network, a search an untrained one of its genotype. */
export function runSource(
  run: ExportableRun,
  network: UntrainedNetwork,
  { epoch, checkpoint }: { readonly epoch?: number | undefined; readonly checkpoint?: string | undefined },
): ExportSource {
  if (run.kind === 'evaluation')
    return { kind: 'trained', folder: run.folder, ...(checkpoint === undefined ? {} : { checkpoint }) };
  const row = epoch === undefined ? run.epochs.at(-1) : run.epochs.find((each) => each.epoch === epoch);
  const genotype = epoch === undefined ? (run.genotype ?? row?.genotype) : row?.genotype;
  if (genotype === undefined || genotype === null)
    throw new PlateauError(
      `Run ${run.id} has no genotype${epoch === undefined ? ' yet' : ` of epoch ${epoch}`}; ${run.epochs.length} epochs are done.`,
      'Wait for the end of its first epoch, or name an epoch that is done.',
    );
  return { kind: 'untrained', genotype, network };
}
