/** `plateau runs`: the table of all runs. */
import type { Command } from 'commander';
import { z } from 'zod';
import { runStateSchema, RUN_STATES, type RunSummary } from '../../../src-shared/contract/runs.ts';
import { runs, type Frame } from '../command.ts';
import { seedsResult, seedsText } from '../evaluationResult.ts';
import { ABSENT, dateTime, percent, plural, significant } from '../format.ts';
import { palette } from '../palette.ts';
import { stateText } from '../states.ts';
import { renderTable, type Column } from '../table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'RUN' },
  { title: 'STATE' },
  { title: 'NAME' },
  { title: 'METHOD' },
  { title: 'SEED', align: 'right' },
  { title: 'EPOCHS', align: 'right' },
  { title: 'BEST', align: 'right' },
  { title: 'AT', align: 'right' },
  { title: 'LAST', align: 'right' },
  { title: 'λ_MAX', align: 'right' },
  { title: 'RESULT', align: 'right' },
  { title: 'CREATED' },
];

/** Characters of the id that tell the listed runs apart: at least those of its time. */
function idLength(listed: readonly RunSummary[]): number {
  for (let length = 10; length < 26; length++)
    if (new Set(listed.map(({ id }) => id.slice(0, length))).size === listed.length) return length;
  return 26;
}

function cells(run: RunSummary, length: number): string[] {
  return [
    run.id.slice(0, length),
    stateText(run.state),
    run.name,
    run.methodLabel || ABSENT,
    String(run.seed),
    `${run.epochsDone}/${run.epochs}${run.shortened.length > 0 ? '*' : ''}`,
    percent(run.bestAccuracy),
    run.bestEpoch === null ? ABSENT : String(run.bestEpoch),
    percent(run.lastAccuracy),
    significant(run.lambdaMax),
    percent(run.result?.accuracy, 2),
    dateTime(run.created),
  ];
}

/** A line for the finished seeds of each evaluation. */
function resultLines(listed: readonly RunSummary[]): string[] {
  const groups = Map.groupBy(
    listed.filter(({ result }) => result !== null),
    ({ group }) => group,
  );
  return [...groups.values()].flatMap((runs) => {
    const together = seedsResult(runs);
    return together === undefined ? [] : [`${runs[0]?.name ?? ''}: ${seedsText(together)}`];
  });
}

function remarks(listed: readonly RunSummary[]): string[] {
  const lines = listed
    .filter(({ state, reason }) => reason !== null && state !== 'running')
    .map(({ id, state, reason }) => `${id} ${state}: ${reason}`);
  lines.push(...resultLines(listed));
  if (listed.some(({ shortened }) => shortened.length > 0))
    lines.push('* shortened epochs; `plateau show` says by which knobs.');
  const queued = listed.filter(({ state, reason }) => state === 'queued' && reason === null).length;
  if (queued > 0)
    lines.push(
      `${plural(queued, 'run')} queued: they start only while a Plateau host lives; \`plateau resume <run>\` waits and follows.`,
    );
  return lines;
}

/** All runs as text. */
export function runsText(listed: readonly RunSummary[]): string {
  if (listed.length === 0) return 'No runs yet. Start one with: plateau search --preset demo';
  const { dim } = palette(process.stdout);
  const length = idLength(listed);
  const table = renderTable(
    COLUMNS,
    listed.map((run) => cells(run, length)),
    dim,
  );
  const below = remarks(listed);
  return below.length === 0 ? table : `${table}\n\n${below.map(dim).join('\n')}`;
}

export function addRuns(program: Command, frame: Frame): void {
  const command = program
    .command('runs')
    .summary('list the runs')
    .description(
      'Lists the runs, newest first: best accuracy so far (of a search that of the supernet on validation images, of an evaluation that on test images), its epoch, the last one, λ_max, and what a finished evaluation reports.',
    )
    .option('--state <state>', `only runs in this state: ${RUN_STATES.join(', ')}`);
  runs(
    command,
    frame,
    z.strictObject({ state: runStateSchema.optional() }),
    async ({ connect }, _args, { state }) => {
      const client = await connect();
      const data = await client.invoke('runs.list', state === undefined ? {} : { state });
      const text =
        data.runs.length === 0 && state !== undefined ? `No run is ${state}.` : runsText(data.runs);
      return { data, text };
    },
  );
}
