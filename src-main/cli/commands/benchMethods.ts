/** `plateau bench methods`: what a step of each method costs, as a multiple of one of DARTS. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { z } from 'zod';
import { METHOD_NAMES } from '../../../src-shared/methods/names.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import { benchStepReportSchema } from '../../../src-shared/run/reports.ts';
import { engineReport } from '../../host/engineCommand.ts';
import { runs, type Frame } from '../command.ts';
import { count, significant } from '../format.ts';
import { costLine, measureCosts, type Heat, type MeasuredStep } from '../methodCosts.ts';
import { raceEnvironment } from '../peers/measure.ts';

const optionsSchema = z.strictObject({
  methods: z.array(z.enum(METHOD_NAMES)).default([...METHOD_NAMES]),
  rounds: z.int().min(1).default(3),
  steps: z.int().min(1).default(4),
});

async function measureStep({ method, network }: Heat, steps: number): Promise<MeasuredStep> {
  const flags = Object.entries({ method, ...network, steps }).map(([name, value]) => `--${name}=${value}`);
  const env = raceEnvironment(availableParallelism());
  const options = { quiet: true, env };
  const report = await engineReport('bench', ['step', ...flags], benchStepReportSchema, options);
  return { seconds: report.seconds.fullStep.min, memoryMiB: report.maxRssMiB };
}

/** Adds `methods` below `plateau bench`. */
export function addBenchMethods(bench: Command, frame: Frame): void {
  const command = bench
    .command('methods')
    .summary('measure what a step of each method costs beside one of DARTS')
    .description(
      'Times a search step of each method on a small network and one of first-order DARTS with as many channels, on the processor, one process at a time, and prints the ratios of the minima as the table in src-shared/methods/costs.ts has them. Let nothing else run.',
    )
    .option('--methods <list>', 'some of them, with commas between them (default all)', (text) => [
      ...new Set(text.split(',')),
    ])
    .option('--rounds <number>', 'rounds (default 3)', numberOrText)
    .option('--steps <number>', 'timed steps a round (default 4)', numberOrText);
  runs(command, frame, optionsSchema, async ({ output }, _args, { methods, rounds, steps }) => {
    const costs = await measureCosts(methods, rounds, async (heat) => {
      const { seconds, memoryMiB } = await measureStep(heat, steps);
      const measured = `${significant(seconds)} s, ${count(Math.round(memoryMiB))} MiB`;
      output.note(
        `Round ${heat.round} of ${rounds}, ${heat.method}, ${heat.network.channels} channels: ${measured}`,
      );
      return { seconds, memoryMiB };
    });
    return { data: { rounds, steps, costs }, text: costs.map(costLine).join('\n') };
  });
}
