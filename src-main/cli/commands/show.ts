/** `plateau show`: one run in full. */
import type { Command } from 'commander';
import { z } from 'zod';
import type { RunDetail } from '../../../src-shared/contract/runs.ts';
import { repeatCommand } from '../../../src-shared/run/commandLine.ts';
import { epochDistances, type EpochDistance } from '../../../src-shared/stats/alphaDistance.ts';
import { readEvents } from '../../engine/run/eventLog.ts';
import { runs, type Frame } from '../command.ts';
import { EPOCH_COLUMNS, epochCells } from '../epochTable.ts';
import { knobFlags } from '../flags.ts';
import { ABSENT, count, dateTime, percent, significant } from '../format.ts';
import { palette } from '../palette.ts';
import { genotypeHeading, selectionOf, type Selection } from '../runLog.ts';
import { stateText } from '../states.ts';
import { renderTable } from '../table.ts';

/** The command that repeats a run; undefined for an evaluation, which no command starts yet. */
function commandOf(config: RunDetail['config']): string | undefined {
  return config.kind === 'search' ? repeatCommand(config) : undefined;
}

const KIND_TITLES = { search: 'Search', evaluation: 'Evaluation' } as const satisfies Record<
  RunDetail['config']['kind'],
  string
>;

/** What a run is of: the method and space of an evaluation are those its genotype comes from, if known. */
function subject({ method, space, dataset, seed }: RunDetail['run']): string {
  const found = [method, space].filter((part) => part !== '').join(' on ');
  return [found, dataset, `seed ${seed}`].filter((part) => part !== '').join(', ');
}

function facts({ run, config }: RunDetail): string[] {
  const repeat = commandOf(config);
  const lines: [string, string][] = [
    ['Run', `${run.id}  ${run.name}`],
    ['State', run.reason === null ? stateText(run.state) : `${stateText(run.state)}  ${run.reason}`],
    ['Created', dateTime(run.created)],
    [KIND_TITLES[config.kind], subject(run)],
    [
      'Network',
      `${config.layers} cells, ${config.channels} channels, batch ${config.batch}${run.parameters === null ? '' : `, ${count(run.parameters)} parameters`}`,
    ],
    ['Device', run.device ?? ABSENT],
    ['Progress', `${run.epochsDone} of ${run.epochs} epochs, ${count(run.steps)} steps`],
    [
      'Best',
      run.bestEpoch === null
        ? ABSENT
        : `${percent(run.bestAccuracy)} at epoch ${run.bestEpoch} (validation accuracy of the supernet)`,
    ],
    ...(run.shortened.length > 0
      ? [['Shortened', `by ${knobFlags(run.shortened)}`] satisfies [string, string]]
      : []),
    ['Folder', run.folder],
    ...(repeat === undefined ? [] : [['Repeat', repeat] satisfies [string, string]]),
  ];
  const { dim } = palette(process.stdout);
  return lines.map(([name, value]) => `${dim(name.padEnd(10))} ${value}`);
}

function genotypeLines({ run, config, epochs }: RunDetail, selection: Selection): string[] {
  const { bold } = palette(process.stdout);
  if (config.kind === 'evaluation') return [bold('Genotype'), config.genotype];
  const latest = epochs.at(-1);
  if (run.genotype !== null) return [bold(genotypeHeading(selection)), run.genotype];
  if (latest?.genotype)
    return [bold(`Genotype of epoch ${latest.epoch}, not the final one`), latest.genotype];
  return [];
}

/** A run as text. */
export function showText(detail: RunDetail, selection: Selection): string {
  const { dim } = palette(process.stdout);
  const rows = detail.epochs.map(({ epoch, values }) => epochCells(epoch, values));
  const table = rows.length === 0 ? 'No epoch is done yet.' : renderTable(EPOCH_COLUMNS, rows, dim);
  const remark =
    rows.length === 0
      ? []
      : [dim('skips: skip connections in the normal cell; acc: supernet, with the continuous A')];
  return [...facts(detail), '', table, ...remark, '', ...genotypeLines(detail, selection)]
    .join('\n')
    .trimEnd();
}

function distanceText(rows: readonly EpochDistance[]): string {
  const columns = ['epoch', '‖α−α_last‖', '‖A−A_last‖'].map((title) => ({ title, align: 'right' as const }));
  const cells = rows.map(({ epoch, alpha, A }) => [String(epoch), significant(alpha), significant(A)]);
  return renderTable(columns, cells, palette(process.stdout).dim);
}

const optionsSchema = z.strictObject({ distances: z.boolean().default(false) });

export function addShow(program: Command, frame: Frame): void {
  const command = program
    .command('show')
    .summary('show one run: its epochs, genotype, folder, and how to repeat it')
    .description(
      'Shows a run: its state, a row an epoch, the genotype, where it lies and the command that repeats it.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "last"')
    .option('--distances', 'also how far the alphas of each epoch were from those of the last');
  runs(command, frame, optionsSchema, async ({ connect }, [run = ''], options) => {
    const detail = await (await connect()).invoke('runs.get', { run });
    const command = commandOf(detail.config);
    const selection = selectionOf(detail.run);
    const data = { ...detail, ...selection, ...(command === undefined ? {} : { command }) };
    const text = showText(detail, selection);
    if (!options.distances) return { data, text };
    const events = readEvents(detail.run.folder); // the log has the alphas, the store has not
    const rows = epochDistances(events.filter((event) => event.type === 'epoch'));
    return { data: { ...data, distances: rows }, text: `${text}\n\n${distanceText(rows)}` };
  });
}
