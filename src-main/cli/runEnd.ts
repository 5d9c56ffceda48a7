/** The last words of a command that has followed a run: what came out, where it lies, what to do next. */
import path from 'node:path';
import type { Client } from '../../src-shared/contract/client.ts';
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { isArchitectureText } from '../../src-shared/nasbench/architectureText.ts';
import { knobFlags } from './flags.ts';
import { bestText, resultText } from './evaluationResult.ts';
import { ABSENT, duration, percent, plural } from './format.ts';
import type { Answer } from './output.ts';
import { palette } from './palette.ts';
import {
  endingOf,
  genotypeHeading,
  nasbenchKeyOf,
  nasbenchLines,
  selectionOf,
  type Selection,
} from './runLog.ts';

/** The exit code of a program that Ctrl-C ended (128 + SIGINT), so that `a && b` does not go on. */
export const INTERRUPTED = 130;

const QUEUED = 'Queued runs start only while a Plateau host lives: `plateau resume` on it waits and follows.';

/** The answer of a command that leaves a run to itself. */
export function detachedAnswer(run: RunSummary): Answer {
  const follow = `Follow  plateau resume ${run.id}`;
  const where = `Folder  ${run.folder}`;
  const remark = run.state === 'queued' ? `\n${QUEUED}` : '';
  return { data: run, text: `Run     ${run.id}  ${run.state}\n${where}\n${follow}${remark}` };
}

/** What a search leads to: its genotype. */
function genotypeLines(run: RunSummary, selection: Selection): Ending {
  const { bold } = palette(process.stdout);
  const genotype = run.genotype ?? '';
  const key = nasbenchLines(nasbenchKeyOf(run, selection.selectedEpoch));
  return {
    outcome: [bold(genotypeHeading(genotype, selection)), genotype, ...key],
    best: `; best validation accuracy ${percent(run.bestAccuracy)} at epoch ${run.bestEpoch ?? ABSENT}`,
    // An architecture of NAS-Bench-1Shot1 is looked up, not evaluated.
    next: isArchitectureText(genotype)
      ? []
      : [`plateau genotype ${run.id} --format json`, `plateau evaluate ${run.id}`],
  };
}

/** What an evaluation leads to: its number. */
function resultLines(run: RunSummary): Ending {
  const { bold } = palette(process.stdout);
  return {
    outcome: [bold(resultText(run))],
    best: `; best ${bestText(run)}`,
    next: [`plateau export ${run.id} --out <folder>`],
  };
}

interface Ending {
  readonly outcome: readonly string[];
  readonly best: string;
  readonly next: readonly string[];
}

function finishedText(run: RunSummary, selection: Selection): string {
  const { dim } = palette(process.stdout);
  const { outcome, best, next } =
    run.kind === 'evaluation' ? resultLines(run) : genotypeLines(run, selection);
  const taken =
    run.updated === null ? '' : `, ${duration((Date.parse(run.updated) - Date.parse(run.created)) / 1000)}`;
  const short = run.shortened.length > 0 ? `\n${dim(`Shortened by ${knobFlags(run.shortened)}.`)}` : '';
  const [first, ...others] = [`plateau show ${run.id}`, ...next];
  return [
    '',
    ...outcome,
    '',
    `Finished  ${plural(run.epochsDone, 'epoch')}, ${plural(run.steps, 'step')}${taken}${best}${short}`,
    `Folder    ${run.folder}`,
    `Next      ${first}`,
    ...others.map((line) => `          ${line}`),
  ].join('\n');
}

/** Why a run ended without a result, and what to do: its own words where it had any. */
export function failure(run: RunSummary): PlateauError {
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
