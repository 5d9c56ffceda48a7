/** `plateau search`: starts a search and stays with it. */
import type { Command } from 'commander';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { KNOBS } from '../../../src-shared/run/knobs.ts';
import { presetConfig, PRESETS } from '../../../src-shared/run/presets.ts';
import { searchKnobs } from '../../../src-shared/run/searchKnobs.ts';
import { totalEpochs } from '../../../src-shared/run/stages.ts';
import { estimateSearch } from '../../host/analyses.ts';
import { runs, type Frame } from '../command.ts';
import {
  addStartOptions,
  explained,
  explainedLater,
  givenKnobs,
  readConfigFile,
  setParallel,
  startOptions,
  type StartOptions,
} from '../configOptions.ts';
import { estimateText } from '../estimateText.ts';
import { followRun } from '../follow.ts';
import { plural } from '../format.ts';
import { shapeText } from '../networkText.ts';
import type { Answer } from '../output.ts';
import { detachedAnswer, endAnswer } from '../runEnd.ts';
import { SEARCH_KNOB_GROUPS, SEARCH_LISTS } from '../searchHelp.ts';

/** The configuration that the options of a search ask for; a method without a preset is as its source has it. */
export function configOf(options: StartOptions): SearchConfig {
  const file =
    options.config === undefined
      ? {}
      : readConfigFile(options.config, (value, what) => parseOrExplain(searchKnobs, value, what));
  const given = givenKnobs(file, options, KNOBS);
  const { preset = typeof given['method'] === 'string' ? given['method'] : 'ms-darts' } = options;
  return explained(() => presetConfig(preset, given));
}

function headline(run: RunSummary, config: SearchConfig): string {
  const length = plural(totalEpochs(config), 'epoch');
  return `Search ${run.name}, seed ${run.seed}: ${shapeText(config)}, ${length}\nRun    ${run.id}\n\n`;
}

/** What the search would take; nothing is created. */
async function estimateAnswer(home: string, config: SearchConfig): Promise<Answer> {
  const data = await estimateSearch(home, config);
  return { data, text: estimateText(data) };
}

/** Adds the options of a search to its command. */
export function addSearchOptions(command: Command): void {
  addStartOptions(command, {
    noun: 'search',
    presets: PRESETS,
    presetDoc: 'named settings: demo, small, or a method as its source has it (listed below)',
    lists: SEARCH_LISTS,
    knobs: KNOBS,
    groups: SEARCH_KNOB_GROUPS,
    dryRun: 'say how long the search takes and how much memory; start nothing',
  });
}

export function addSearch(program: Command, frame: Frame): void {
  const command = program
    .command('search')
    .summary('start a search and follow it')
    .description(
      'Searches a cell. The run is a process of its own: Ctrl-C asks it to stop at the next step with a checkpoint, a second one leaves it alone.',
    );
  addSearchOptions(command);
  runs(command, frame, startOptions, async ({ connect, output, home }, _args, options) => {
    const config = configOf(options);
    if (options.dryRun === true) return explainedLater(estimateAnswer(home, config));
    const client = await connect();
    await setParallel(client, options);
    const run = await explainedLater(client.invoke('runs.create', { config }));
    if (options.detach === true) return detachedAnswer(run);
    output.say(headline(run, config));
    const { run: end, detached } = await followRun(client, output, run, 0);
    return endAnswer(client, end, detached);
  });
}
