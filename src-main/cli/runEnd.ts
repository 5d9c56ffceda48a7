/** The last words of a command that has followed a run: what came out, where it lies, what to do next. */
import path from 'node:path';
import type { Client } from '../../src-shared/contract/client.ts';
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { knobFlags } from './flags.ts';
import { duration, percent, plural } from './format.ts';
import type { Answer } from './output.ts';
import { palette } from './palette.ts';
import { endingOf, genotypeHeading, selectionOf, type Selection } from './runLog.ts';

/** The exit code of a program that Ctrl-C ended (128 + SIGINT), so that `a && b` does not go on. */
const INTERRUPTED = 130;

const QUEUED = 'Queued runs start only while a Plateau host lives: `plateau resume` on it waits and follows.';

/** The answer of a command that leaves a run to itself. */
export function detachedAnswer(run: RunSummary): Answer {
  const follow = `Follow  plateau resume ${run.id}`;
  const where = `Folder  ${run.folder}`;
  const remark = run.state === 'queued' ? `\n${QUEUED}` : '';
  return { data: run, text: `Run     ${run.id}  ${run.state}\n${where}\n${follow}${remark}` };
}

function finishedText(run: RunSummary, selection: Selection): string {
  const { bold, dim } = palette(process.stdout);
  const best = `best validation accuracy ${percent(run.bestAccuracy)} at epoch ${run.bestEpoch ?? '–'}`;
  const taken =
    run.updated === null ? '' : `, ${duration((Date.parse(run.updated) - Date.parse(run.created)) / 1000)}`;
  const short = run.shortened.length > 0 ? `\n${dim(`Shortened by ${knobFlags(run.shortened)}.`)}` : '';
  return [
    '',
    bold(genotypeHeading(selection)),
    run.genotype ?? '',
    '',
    `Finished  ${run.epochsDone} epochs, ${run.steps} steps${taken}; ${best}${short}`,
    `Folder    ${run.folder}`,
    `Next      plateau show ${run.id}`,
    `          plateau genotype ${run.id} --format json`,
  ].join('\n');
}

/** Why a run ended without a genotype, and what to do: its own words where it had any. */
function failure(run: RunSummary): PlateauError {
  const { failed, hasCheckpoint } = endingOf(run);
  const what = run.state === 'lost' ? 'is lost' : 'failed';
  const remedies = [
    failed?.remedy ?? '',
    `What it printed is in ${path.join(run.folder, 'run.log')}.`,
    hasCheckpoint ? `Go on from its last checkpoint with \`plateau resume ${run.id}\`.` : '',
  ];
  return new PlateauError(
    `Run ${run.id} ${what}: ${failed?.message ?? run.reason ?? 'no reason was given'}`,
    remedies.filter((remedy) => remedy !== '').join(' '),
  );
}

/** The answer of a command whose run has come to an end, or which has left it. */
export async function endAnswer(client: Client, run: RunSummary, detached: boolean): Promise<Answer> {
  if (detached) {
    const left = detachedAnswer(run);
    return {
      ...left,
      text: `\nNot waiting: the run stops at its next step by itself.\n${left.text}`,
      exitCode: INTERRUPTED,
    };
  }
  if (run.state === 'failed' || run.state === 'lost') throw failure(run);
  const selection = selectionOf(run);
  const data = { ...(await client.invoke('runs.get', { run: run.id })), ...selection };
  if (run.state === 'finished') return { data, text: finishedText(run, selection) };
  const where =
    run.steps === 0 ? 'before its first step' : `after ${plural(run.steps, 'step')}, with a checkpoint`;
  return {
    data,
    text: `\nRun ${run.id} is ${run.state} ${where}.\nGo on with: plateau resume ${run.id}`,
    exitCode: INTERRUPTED,
  };
}
