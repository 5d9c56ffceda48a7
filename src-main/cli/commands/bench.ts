/** `plateau bench`: times the engine. */
import type { Command } from 'commander';
import { z } from 'zod';
import {
  benchCurvatureReportSchema,
  benchEvaluationReportSchema,
  benchStepReportSchema,
} from '../../../src-shared/run/reports.ts';
import { runs, type Frame } from '../command.ts';
import { engineReport } from '../../host/engineCommand.ts';
import { count, significant } from '../format.ts';
import { palette } from '../palette.ts';
import { renderTable } from '../table.ts';
import { addBenchMethods } from './benchMethods.ts';
import { addBenchPeers } from './benchPeers.ts';
import { addBenchViews } from './benchViews.ts';

const reportSchema = z.union([
  benchStepReportSchema,
  benchCurvatureReportSchema,
  benchEvaluationReportSchema,
]);
type Report = z.output<typeof reportSchema>;

/** What one benchmark says beside times and memory. */
function ownLines(report: Report): string[] {
  if ('lambdaMax' in report)
    return [
      `λ_max ${significant(report.lambdaMax)} after ${report.iterations} iterations, relative residual ${significant(report.residual)}`,
    ];
  if (!('network' in report)) return [];
  const { parameters, auxiliaryParameters } = report.network;
  const auxiliary =
    auxiliaryParameters === 0 ? '' : `, and ${count(auxiliaryParameters)} of the auxiliary head`;
  return [`${count(parameters)} parameters${auxiliary}`];
}

function reportText(report: Report): string {
  const { config, seconds, firstCallSeconds, nodes, maxRssMiB } = report;
  const { dim } = palette(process.stdout);
  const setting = Object.entries(config).map(([name, value]) => `${name} ${value}`);
  const rows = Object.entries(seconds).flatMap(([name, time]) =>
    time ? [[name, `${significant(time.min)} s`, `${significant(time.median)} s`]] : [],
  );
  const columns = [
    { title: '' },
    { title: 'min', align: 'right' },
    { title: 'median', align: 'right' },
  ] as const;
  return [
    dim(setting.join(', ')),
    renderTable(columns, rows, dim),
    ...ownLines(report),
    `First call ${significant(firstCallSeconds)} s; ${count(nodes)} nodes; at most ${count(Math.round(maxRssMiB))} MiB`,
  ].join('\n');
}

export function addBench(program: Command, frame: Frame): void {
  const command = program
    .command('bench')
    .summary('time the engine')
    .description(
      'Times the compiled step of a search (step), λ_max (curvature), or the training step of an evaluation (evaluation). Knobs set the network, a method brings its own: step --method darts --channels 8 …, evaluation --genotype DARTS_V2 --channels 16 …; --resolution, --classes and --steps (timed calls) are of all three.',
    )
    .argument('<what>', 'step, curvature, evaluation, methods, peers or views')
    .argument('[knobs...]', 'knobs of a search or an evaluation, as flags')
    .allowUnknownOption() // the engine's command knows its flags and refuses others
    // --json is an option of both: this command takes it, wherever it stands.
    .hook('preSubcommand', (bench, other) => void other.setOptionValue('json', bench.getOptionValue('json')));
  runs(command, frame, z.looseObject({}), async (_context, args) => {
    const data = await engineReport('bench', args, reportSchema);
    return { data, text: reportText(data) };
  });
  addBenchMethods(command, frame);
  addBenchPeers(command, frame);
  addBenchViews(command, frame);
}
