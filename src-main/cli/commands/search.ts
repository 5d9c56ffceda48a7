/** `plateau search`: starts a search and stays with it. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { asUsage, PlateauError } from '../../../src-shared/errors.ts';
import {
  searchConfigSchema,
  type SearchConfig,
  type SearchConfigInput,
} from '../../../src-shared/run/config.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import { PRESET_NAMES, presetConfig, PRESETS } from '../../../src-shared/run/presets.ts';
import { estimateSearch } from '../../host/analyses.ts';
import { runs, type Frame } from '../command.ts';
import { estimateText } from '../estimateText.ts';
import { addKnobFlags, readKnobFlags, withFlags } from '../flags.ts';
import { followRun } from '../follow.ts';
import { UsageError, type Answer } from '../output.ts';
import { detachedAnswer, endAnswer } from '../runEnd.ts';

const optionsSchema = z.looseObject({
  preset: z.string().optional(),
  config: z.string().optional(),
  detach: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  parallel: z.int().min(1).max(64).optional(),
});

function presetHelp(): string {
  const width = Math.max(...PRESET_NAMES.map((name) => name.length));
  const lines = PRESET_NAMES.map((name) => `  ${name.padEnd(width)}  ${PRESETS[name].title}`);
  return `\nPresets:\n${lines.join('\n')}\n\nFlags win over --config, --config over --preset, --preset over the defaults.\n`;
}

function readConfigFile(file: string): SearchConfigInput {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `The configuration ${file} cannot be read: ${reason}.`,
      'Give a JSON file with knobs, such as the config.json of a run.',
    );
  }
  asUsage(() => parseOrExplain(searchConfigSchema, value, file)); // names the file in what is wrong
  return z.record(z.string(), z.unknown()).parse(value);
}

/** The configuration that the options of a search ask for. */
export function configOf(options: z.output<typeof optionsSchema>): SearchConfig {
  const given = {
    ...(options.config === undefined ? {} : readConfigFile(options.config)),
    ...readKnobFlags(options),
  };
  try {
    return options.preset === undefined
      ? parseOrExplain(searchConfigSchema, given, 'the search configuration')
      : presetConfig(options.preset, given);
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    throw new UsageError(withFlags(error.message), withFlags(error.remedy));
  }
}

function headline(run: RunSummary, config: SearchConfig): string {
  const network = `${config.layers} cells, ${config.channels} channels, batch ${config.batch}`;
  return `Search ${run.name}, seed ${run.seed}: ${network}, ${config.epochs} epochs\nRun    ${run.id}\n\n`;
}

/** What the search would take; nothing is created. */
async function estimateAnswer(home: string, config: SearchConfig): Promise<Answer> {
  const data = await estimateSearch(home, config);
  return { data, text: estimateText(data) };
}

/** Adds the options of a search to its command. */
export function addSearchOptions(command: Command): void {
  command
    .option('--preset <name>', `named settings: ${PRESET_NAMES.join(', ')}`)
    .option('--config <file>', 'JSON file with knobs, such as the config.json of a run')
    .option('--dry-run', 'say how long the search takes and how much memory; start nothing')
    .option('--detach', 'start (or queue) the run and come back at once')
    .option(
      '--parallel <number>',
      'runs at the same time on one device, while this host lives (1–64; default 1)',
      numberOrText,
    )
    .addHelpText('after', presetHelp())
    .optionsGroup('Knobs of the search:');
  addKnobFlags(command);
  command.optionsGroup('Output:');
}

export function addSearch(program: Command, frame: Frame): void {
  const command = program
    .command('search')
    .summary('start a search and follow it')
    .description(
      'Searches a cell. The run is a process of its own: Ctrl-C asks it to stop at the next step with a checkpoint, a second one leaves it alone.',
    );
  addSearchOptions(command);
  runs(command, frame, optionsSchema, async ({ connect, output, home }, _args, options) => {
    const config = configOf(options);
    if (options.dryRun === true) return estimateAnswer(home, config);
    const client = await connect();
    if (options.parallel !== undefined)
      await client.invoke('queue.configure', { parallel: options.parallel });
    const run = await client.invoke('runs.create', { config });
    if (options.detach === true) return detachedAnswer(run);
    output.say(headline(run, config));
    const { run: end, detached } = await followRun(client, output, run, 0);
    return endAnswer(client, end, detached);
  });
}
