/** `plateau stop-rule`: when DARTS-ES would have ended a search, from any recorded series of λ_max. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { asUsage } from '../../../src-shared/errors.ts';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { measuredValue, numberOrNotFinite } from '../../../src-shared/run/events.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import { eigenvalueStop } from '../../../src-shared/run/stopRules.ts';
import { runs, type Frame } from '../command.ts';
import { decimals } from '../format.ts';
import { UsageError } from '../output.ts';

const { stopFactor, stopStart } = searchConfigSchema.shape;

const seriesSchema = z
  .looseObject({ epoch: z.array(z.int().min(0)).min(1), lambda_max: z.array(numberOrNotFinite) })
  .refine(({ epoch, lambda_max: values }) => epoch.length === values.length, {
    error: 'epoch and lambda_max must have as many entries',
  })
  .refine(({ epoch }) => epoch.every((each, i) => i === 0 || each > epoch[i - 1]!), {
    error: 'epoch must rise',
  });

const optionsSchema = z.strictObject({
  factor: stopFactor,
  start: stopStart,
  epochs: z.int().min(1).max(10_000).default(50),
});

function readSeries(file: string): z.output<typeof seriesSchema> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `The series ${file} cannot be read: ${reason}.`,
      'Give a JSON file such as {"epoch": [0, 2, 4], "lambda_max": [0.18, 0.15, 0.17]}.',
    );
  }
  return asUsage(() => parseOrExplain(seriesSchema, value, file));
}

export function addStopRule(program: Command, frame: Frame): void {
  const command = program
    .command('stop-rule')
    .summary('when DARTS-ES would have ended a search')
    .description(
      'Replays the stop rule of DARTS-ES on a recorded series of λ_max: a JSON file {"epoch": […], "lambda_max": […]}.',
    )
    .argument('<series>', 'the file')
    .option('--factor <number>', 'rise of the mean λ_max that ends a search (default 1.3)', numberOrText)
    .option('--start <epoch>', 'first epoch whose genotype may be taken (default 10)', numberOrText)
    .option('--epochs <number>', 'epochs the search was planned for (default 50)', numberOrText);
  runs(command, frame, optionsSchema, (_context, [file = ''], { factor, start, epochs }) => {
    const { epoch, lambda_max: values } = readSeries(file);
    const points = epoch.map((each, i) => ({ epoch: each, value: measuredValue(values[i]!) }));
    const stop = eigenvalueStop(points, { factor, start, epochs });
    const data = {
      stopEpoch: stop?.stopEpoch ?? null,
      decidedAt: stop?.decidedAt ?? null,
      ratio: stop?.ratio ?? null,
    };
    const text = stop
      ? `Ends after epoch ${stop.decidedAt} with the genotype of epoch ${stop.stopEpoch}: the mean of λ_max rose to ${decimals(stop.ratio, 3)} times its value there.`
      : `Goes on to its last epoch: the mean of λ_max never rose to ${factor} times its value of eight epochs before.`;
    return Promise.resolve({ data, text });
  });
}
