/** `plateau show`: one run in full. */
import type { Command } from 'commander';
import { z } from 'zod';
import type { Client } from '../../../src-shared/contract/client.ts';
import type { RunDetail, RunSummary } from '../../../src-shared/contract/runs.ts';
import { repeatCommand } from '../../../src-shared/run/commandLine.ts';
import { SEARCH_SPACES } from '../../../src-shared/space/searchSpaces.ts';
import { epochDistances, type EpochDistance } from '../../../src-shared/stats/alphaDistance.ts';
import { readEvents } from '../../engine/run/eventLog.ts';
import { runs, type Frame } from '../command.ts';
import { epochTable } from '../epochTable.ts';
import { bestText, resultText, seedsResult, seedsTable } from '../evaluationResult.ts';
import { ABSENT, count, dateTime, percent, significant } from '../format.ts';
import { shapeAt, shortenedText, sizeText } from '../networkText.ts';
import { UsageError } from '../output.ts';
import { palette } from '../palette.ts';
import {
  genotypeHeading,
  genotypeWord,
  nasbenchKeyOf,
  nasbenchLines,
  networkOf,
  selectionOf,
  type Selection,
} from '../runLog.ts';
import { stateText } from '../states.ts';
import { renderTable } from '../table.ts';

const KIND_TITLES = { search: 'Search', evaluation: 'Evaluation' } as const satisfies Record<
  RunDetail['config']['kind'],
  string
>;

/** What a run is of: the method and space of an evaluation are those its genotype comes from, if known. */
function subject({ run: { methodLabel, space, dataset, seed } }: RunDetail): string {
  const found = [methodLabel, space].filter((part) => part !== '').join(' on ');
  return [found, dataset, `seed ${seed}`].filter((part) => part !== '').join(', ');
}

function row(title: string, text: string): [string, string] {
  return [title, text];
}

/** What an evaluation has come to so far. */
function evaluationFacts({ run }: RunDetail): [string, string][] {
  const best = run.bestEpoch === null ? ABSENT : `${bestText(run)} (test accuracy)`;
  return [...(run.result === null ? [] : [row('Result', resultText(run))]), row('Best', best)];
}

function searchFacts({ run }: RunDetail): [string, string][] {
  const best = `${percent(run.bestAccuracy)} at epoch ${run.bestEpoch ?? ABSENT}`;
  return [row('Best', run.bestEpoch === null ? ABSENT : `${best} (validation accuracy of the supernet)`)];
}

function networkFact({ run, config }: RunDetail): string {
  const shape = shapeAt(config, run.epochsDone);
  const built = run.parameters === null ? undefined : networkOf(run);
  return built === undefined ? shape : `${shape}, ${sizeText(built)}`;
}

function facts(detail: RunDetail): string[] {
  const { run, config } = detail;
  const lines: [string, string][] = [
    ['Run', `${run.id}  ${run.name}`],
    ['State', run.reason === null ? stateText(run.state) : `${stateText(run.state)}  ${run.reason}`],
    ['Created', dateTime(run.created)],
    [KIND_TITLES[config.kind], subject(detail)],
    ...(config.kind === 'evaluation' && config.origin !== '' ? [row('Genotype', config.origin)] : []),
    ['Network', networkFact(detail)],
    ['Device', run.device ?? ABSENT],
    ['Progress', `${run.epochsDone} of ${run.epochs} epochs, ${count(run.steps)} steps`],
    ...(config.kind === 'evaluation' ? evaluationFacts(detail) : searchFacts(detail)),
    ...(run.shortened.length > 0 ? [row('Shortened', `by ${shortenedText(run.shortened, config)}`)] : []),
    ['Folder', run.folder],
    ['Repeat', repeatCommand(config)],
  ];
  const { dim } = palette(process.stdout);
  return lines.map(([name, value]) => `${dim(name.padEnd(10))} ${value}`);
}

function genotypeLines({ run, config, epochs }: RunDetail, selection: Selection): string[] {
  const { bold } = palette(process.stdout);
  if (config.kind === 'evaluation') return [bold('Genotype'), config.genotype];
  const latest = epochs.at(-1);
  const keyAt = (epoch: number | null | undefined): string[] => nasbenchLines(nasbenchKeyOf(run, epoch));
  if (run.genotype !== null)
    return [bold(genotypeHeading(run.genotype, selection)), run.genotype, ...keyAt(selection.selectedEpoch)];
  if (latest?.genotype)
    return [
      bold(`${genotypeWord(latest.genotype)} of epoch ${latest.epoch}, not the final one`),
      latest.genotype,
      ...keyAt(latest.epoch),
    ];
  return [];
}

const EVALUATION_REMARK = 'train loss: with the auxiliary loss; top-1, top-5: on the test images';
const SEARCH_REMARK = 'acc: supernet, with the continuous A';

/** What the columns of the epochs mean. */
function remarkOf(config: RunDetail['config']): string {
  if (config.kind === 'evaluation') return EVALUATION_REMARK;
  const hasSkips = SEARCH_SPACES[config.space].kind === 'cell';
  return hasSkips ? `skips: skip connections in the normal cell; ${SEARCH_REMARK}` : SEARCH_REMARK;
}

/** A run as text; `seeds` are the runs of its group. */
export function showText(detail: RunDetail, selection: Selection, seeds: readonly RunSummary[]): string {
  const { dim } = palette(process.stdout);
  const { columns, cells } = epochTable(detail.config);
  const rows = detail.epochs.map(({ epoch, values }) => cells(epoch, values));
  const table = rows.length === 0 ? 'No epoch is done yet.' : renderTable(columns, rows, dim);
  const remark = rows.length === 0 ? [] : [dim(remarkOf(detail.config))];
  const group = seeds.length > 1 ? ['', seedsTable(seeds)] : [];
  return [...facts(detail), '', table, ...remark, ...group, '', ...genotypeLines(detail, selection)]
    .join('\n')
    .trimEnd();
}

/** The runs that differ from an evaluation in the seed only, it among them; none for a search. */
async function seedsOf(client: Client, { run, config }: RunDetail): Promise<RunSummary[]> {
  if (config.kind !== 'evaluation') return [];
  const { runs: all } = await client.invoke('runs.list', {});
  return all.filter(({ group, archived }) => group === run.group && !archived);
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
    const client = await connect();
    const detail = await client.invoke('runs.get', { run });
    const selection = selectionOf(detail.run);
    const seeds = await seedsOf(client, detail);
    const together = seedsResult(seeds);
    const data = {
      ...detail,
      ...selection,
      command: repeatCommand(detail.config),
      ...(together === undefined ? {} : { seeds: together }),
    };
    const text = showText(detail, selection, seeds);
    if (!options.distances) return { data, text };
    if (detail.config.kind !== 'search')
      throw new UsageError(
        `--distances is of a search; run ${detail.run.id} is an evaluation and has no alphas.`,
        'Leave --distances out.',
      );
    const events = readEvents(detail.run.folder); // the log has the alphas, the store has not
    const rows = epochDistances(events.filter((event) => event.type === 'epoch'));
    return { data: { ...data, distances: rows }, text: `${text}\n\n${distanceText(rows)}` };
  });
}
