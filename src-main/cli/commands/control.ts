/** `plateau resume`, `stop`, `pause`: what a user asks of a run that exists. */
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { noOptions, runs, type Frame } from '../command.ts';
import { followRun } from '../follow.ts';
import type { Answer } from '../output.ts';
import { detachedAnswer, endAnswer } from '../runEnd.ts';

const RUN = 'id of the run, the beginning of it, its name, or "last"';

const resumeOptions = z.strictObject({ detach: z.boolean().optional(), from: z.string().optional() });

function asked(run: RunSummary, wish: string): Answer {
  const text =
    run.state === 'running'
      ? `Asked run ${run.id} to ${wish} at its next step, with a checkpoint.`
      : `Run ${run.id} is ${run.state}.`;
  return { data: run, text };
}

function addResume(program: Command, frame: Frame): void {
  const command = program
    .command('resume')
    .summary('go on with a run and follow it')
    .description(
      'Goes on with a stopped, paused, failed or lost run from its last checkpoint; follows a run that is running or queued.',
    )
    .argument('<run>', RUN)
    .option('--detach', 'come back at once')
    .option('--from <file>', 'the checkpoint to go on from (default the newest)');
  runs(command, frame, resumeOptions, async ({ connect, output }, [run = ''], { detach, from }) => {
    const client = await connect();
    const resumed = await client.invoke('runs.resume', {
      run,
      ...(from === undefined ? {} : { from: path.resolve(from) }),
    });
    if (detach === true) return detachedAnswer(resumed);
    output.say(`Run    ${resumed.id}  ${resumed.name}, seed ${resumed.seed}\n\n`);
    const { run: end, detached } = await followRun(client, output, resumed, resumed.offset);
    return endAnswer(client, end, detached);
  });
}

/** Adds the commands that start, stop and pause a run that exists. */
export function addControl(program: Command, frame: Frame): void {
  addResume(program, frame);
  const stop = program
    .command('stop')
    .summary('stop a run at its next step, with a checkpoint')
    .description(
      'Asks a run to write a checkpoint at its next step and end; it leaves the queue. `resume` goes on with it.',
    )
    .argument('<run>', RUN);
  runs(stop, frame, noOptions, async ({ connect }, [run = '']) =>
    asked(await (await connect()).invoke('runs.stop', { run }), 'stop'),
  );
  const pause = program
    .command('pause')
    .summary('pause a run: as stop, but it keeps its place in the queue')
    .description(
      'Asks a run to write a checkpoint at its next step and end, its memory freed; it keeps its place in the queue.',
    )
    .argument('<run>', RUN);
  runs(pause, frame, noOptions, async ({ connect }, [run = '']) =>
    asked(await (await connect()).invoke('runs.pause', { run }), 'pause'),
  );
}
