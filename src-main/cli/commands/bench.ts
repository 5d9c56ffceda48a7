/** `plateau bench`: times the engine. */
import type { Command } from 'commander';
import { z } from 'zod';
import { benchCurvatureReportSchema, benchStepReportSchema } from '../../../src-shared/run/reports.ts';
import { runs, type Frame } from '../command.ts';
import { engineReport } from '../../host/engineCommand.ts';
import { count, significant } from '../format.ts';
import { palette } from '../palette.ts';
import { renderTable } from '../table.ts';
import { addBenchPeers } from './benchPeers.ts';
import { addBenchViews } from './benchViews.ts';

const reportSchema = z.union([benchStepReportSchema, benchCurvatureReportSchema]);
type Report = z.output<typeof reportSchema>;

function reportText({ config, seconds, firstCallSeconds, nodes, maxRssMiB, ...rest }: Report): string {
  const { dim } = palette(process.stdout);
  const setting = Object.entries(config).map(([name, value]) => `${name} ${value}`);
  const rows = Object.entries(seconds).map(([name, { min, median }]) => [
    name,
    `${significant(min)} s`,
    `${significant(median)} s`,
  ]);
  const columns = [
    { title: '' },
    { title: 'min', align: 'right' },
    { title: 'median', align: 'right' },
  ] as const;
  const curvature =
    'lambdaMax' in rest
      ? [
          `λ_max ${significant(rest.lambdaMax)} after ${rest.iterations} iterations, relative residual ${significant(rest.residual)}`,
        ]
      : [];
  return [
    dim(setting.join(', ')),
    renderTable(columns, rows, dim),
    ...curvature,
    `First call ${significant(firstCallSeconds)} s; ${count(nodes)} nodes; at most ${count(Math.round(maxRssMiB))} MiB`,
  ].join('\n');
}

export function addBench(program: Command, frame: Frame): void {
  const command = program
    .command('bench')
    .summary('time the engine')
    .description(
      'Times the compiled step of a search, or λ_max. Knobs of a search set the network: --space s5 --channels 8 …',
    )
    .argument('<what>', 'step, curvature, peers or views')
    .argument('[knobs...]', 'knobs of a search, as flags')
    .allowUnknownOption() // the engine's command knows its flags and refuses others
    // --json is an option of both: this command takes it, wherever it stands.
    .hook('preSubcommand', (bench, other) => void other.setOptionValue('json', bench.getOptionValue('json')));
  runs(command, frame, z.looseObject({}), async (_context, args) => {
    const data = await engineReport('bench', args, reportSchema);
    return { data, text: reportText(data) };
  });
  addBenchPeers(command, frame);
  addBenchViews(command, frame);
}
