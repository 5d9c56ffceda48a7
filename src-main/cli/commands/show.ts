/** `plateau show`: one run in full. */
import type { Command } from 'commander';
import type { RunDetail } from '../../../src-shared/contract/runs.ts';
import { noOptions, runs, type Frame } from '../command.ts';
import { EPOCH_COLUMNS, epochCells } from '../epochTable.ts';
import { toKnobFlags } from '../flags.ts';
import { ABSENT, count, dateTime, percent } from '../format.ts';
import { palette } from '../palette.ts';
import { stateText } from '../states.ts';
import { renderTable } from '../table.ts';

/** The command that repeats a run. */
export function repeatCommand(config: RunDetail['config']): string {
  return ['plateau search', ...toKnobFlags(config)].join(' ');
}

function facts({ run, config }: RunDetail): string[] {
  const lines: [string, string][] = [
    ['Run', `${run.id}  ${run.name}`],
    ['State', run.reason === null ? stateText(run.state) : `${stateText(run.state)}  ${run.reason}`],
    ['Created', dateTime(run.created)],
    ['Search', `${run.method} on ${run.space}, ${run.dataset}, seed ${run.seed}`],
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
      ? [['Shortened', `by ${run.shortened.join(', ')}`] satisfies [string, string]]
      : []),
    ['Folder', run.folder],
    ['Repeat', repeatCommand(config)],
  ];
  const { dim } = palette(process.stdout);
  return lines.map(([name, value]) => `${dim(name.padEnd(10))} ${value}`);
}

function genotypeLines({ run, epochs }: RunDetail): string[] {
  const { bold } = palette(process.stdout);
  const latest = epochs.at(-1);
  if (run.genotype !== null) return [bold('Genotype'), run.genotype];
  if (latest?.genotype)
    return [bold(`Genotype of epoch ${latest.epoch}, not the final one`), latest.genotype];
  return [];
}

/** A run as text. */
export function showText(detail: RunDetail): string {
  const { dim } = palette(process.stdout);
  const rows = detail.epochs.map(({ epoch, values }) => epochCells(epoch, values));
  const table = rows.length === 0 ? 'No epoch is done yet.' : renderTable(EPOCH_COLUMNS, rows, dim);
  const remark =
    rows.length === 0
      ? []
      : [dim('skips: skip connections in the normal cell; acc: supernet, with the continuous A')];
  return [...facts(detail), '', table, ...remark, '', ...genotypeLines(detail)].join('\n').trimEnd();
}

export function addShow(program: Command, frame: Frame): void {
  const command = program
    .command('show')
    .summary('show one run: its epochs, genotype, folder, and how to repeat it')
    .description(
      'Shows a run: its state, a row an epoch, the genotype, where it lies and the command that repeats it.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "last"');
  runs(command, frame, noOptions, async ({ connect }, [run = '']) => {
    const detail = await (await connect()).invoke('runs.get', { run });
    return { data: { ...detail, command: repeatCommand(detail.config) }, text: showText(detail) };
  });
}
