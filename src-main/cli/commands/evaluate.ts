/** `plateau evaluate`: trains the network of a genotype from scratch, once a seed, and stays with it. */
import type { Command } from 'commander';
import { z } from 'zod';
import type { Client } from '../../../src-shared/contract/client.ts';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { evalConfigSchema, type EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import {
  EVAL_PRESETS,
  evalPresetConfig,
  isEvalPresetName,
  presetSeeds,
} from '../../../src-shared/run/evalPresets.ts';
import { EVALUATION_KNOBS, numberOrText } from '../../../src-shared/run/knobs.ts';
import { runs, type Context, type Frame } from '../command.ts';
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
import { seedsResult, seedsTable } from '../evaluationResult.ts';
import { planAnswer } from '../evaluationPlan.ts';
import { followRun } from '../follow.ts';
import { plural } from '../format.ts';
import { findGenotype, type Found } from '../genotypeSource.ts';
import { shapeText } from '../networkText.ts';
import { UsageError, type Answer, type Output } from '../output.ts';
import { detachedAnswer, endAnswer, failure, INTERRUPTED } from '../runEnd.ts';

const optionsSchema = startOptions.extend({
  epoch: z.int().min(0).optional(),
  seeds: z.int().min(1).max(100).optional(),
});
type Options = z.output<typeof optionsSchema>;

/** A knob file may leave the genotype to the command line. */
function checkFile(value: Record<string, unknown>, what: string): void {
  parseOrExplain(evalConfigSchema, { kind: 'evaluation', genotype: '-', ...value }, what);
}

/**
 * The configuration that the options of an evaluation ask for. The genotype named on the command line comes
 * with where it is from, and with its run's data set where nothing else names one.
 */
export function configOf(found: Found | undefined, options: StartOptions): EvalConfig {
  const file = options.config === undefined ? {} : readConfigFile(options.config, checkFile);
  const { dataset, ...known } = found?.provenance ?? {};
  const named = found === undefined ? {} : { genotype: genotypeToPython(found.genotype), ...known };
  if (found === undefined && !('genotype' in file))
    throw new UsageError(
      'No genotype was named.',
      'Give a run, a published name, a file or a text; `plateau genotype --list` lists the published ones.',
    );
  const given = givenKnobs({ ...file, ...named }, options, EVALUATION_KNOBS);
  const { preset } = options;
  const own = preset !== undefined && isEvalPresetName(preset) ? EVAL_PRESETS[preset].config : {};
  const lowest = dataset === undefined || 'dataset' in own ? {} : { dataset };
  const overrides = { genotype: '', ...lowest, ...given };
  return explained(() =>
    preset === undefined
      ? parseOrExplain(evalConfigSchema, { kind: 'evaluation', ...overrides }, 'the evaluation configuration')
      : evalPresetConfig(preset, overrides),
  );
}

function seedsOf({ seeds, preset }: Options): number {
  if (seeds !== undefined) return seeds;
  return preset !== undefined && isEvalPresetName(preset) ? presetSeeds(preset) : 1;
}

function headline(config: EvalConfig, made: readonly RunSummary[]): string {
  const seeds = made.map(({ seed }) => seed).join(', ');
  const name = (made[0]?.name ?? '').replace(/^evaluation /u, ''); // a name made from the genotype says so itself
  return `Evaluation ${name}, seed${made.length === 1 ? '' : 's'} ${seeds}: ${shapeText(config)}, ${plural(config.epochs, 'epoch')}\n`;
}

/** The answer of a command that leaves its runs to themselves. */
function leftAnswer(made: readonly RunSummary[]): Answer {
  return { data: { runs: made }, text: made.map((run) => detachedAnswer(run).text).join('\n\n') };
}

/** With `--json`: the runs, and what they add up to. */
function dataOf(runs: readonly RunSummary[]): object {
  return { runs, result: seedsResult(runs) ?? null };
}

/** The runs as they are now. */
async function refreshed(client: Client, made: readonly RunSummary[]): Promise<RunSummary[]> {
  const now: RunSummary[] = [];
  for (const { id } of made) now.push((await client.invoke('runs.get', { run: id })).run);
  return now;
}

function nextText([first]: readonly RunSummary[]): string {
  const id = first?.id ?? 'last';
  return `Next   plateau show ${id}\n       plateau export ${id} --out <folder>`;
}

/** Follows the runs one after the other; a seed that fails does not keep the others from being followed. */
async function followAll(client: Client, output: Output, made: readonly RunSummary[]): Promise<Answer> {
  for (const [index, run] of made.entries()) {
    output.say(`${index === 0 ? '' : '\n'}Run    ${run.id}, seed ${run.seed}\n\n`);
    const behind = made.slice(index + 1);
    const { run: end, detached, interrupted } = await followRun(client, output, run, 0, behind);
    if (made.length === 1) return { ...(await endAnswer(client, end, detached)), data: dataOf([end]) };
    if (interrupted) {
      const runs = await refreshed(client, made);
      const text = `\n${seedsTable(runs)}\n\nGo on with each by: plateau resume <run>`;
      return { data: dataOf(runs), text, exitCode: INTERRUPTED };
    }
  }
  const ended = await refreshed(client, made);
  const failed = ended.find(({ state }) => state === 'failed' || state === 'lost');
  if (failed !== undefined) {
    output.say(`\n${seedsTable(ended)}\n\n`);
    throw failure(failed);
  }
  return { data: dataOf(ended), text: `\n${seedsTable(ended)}\n\n${nextText(ended)}` };
}

/** Adds the options of an evaluation to its command. */
export function addEvaluateOptions(command: Command): void {
  const kind = {
    noun: 'evaluation',
    presets: EVAL_PRESETS,
    knobs: EVALUATION_KNOBS,
    dryRun: 'say how large the network is and how many steps it takes; start nothing',
  };
  addStartOptions(command, kind, (own) =>
    own
      .option('--epoch <number>', 'of a search: the genotype after this epoch (counted from 0)', numberOrText)
      .option(
        '--seeds <number>',
        'runs that differ in the seed, which counts up from --seed (1–100; default 1, or what the preset says)',
        numberOrText,
      ),
  );
}

async function evaluate(context: Context, what: string | undefined, options: Options): Promise<Answer> {
  if (what === undefined && options.epoch !== undefined)
    throw new UsageError('--epoch is of a run, and none was named.', 'Name the run, or leave --epoch out.');
  const found = what === undefined ? undefined : await findGenotype(context, what, options.epoch);
  const config = configOf(found, options);
  const seeds = seedsOf(options);
  if (options.dryRun === true) return explainedLater(planAnswer(context.home, config, seeds));
  const client = await context.connect();
  await setParallel(client, options);
  const { runs: made } = await explainedLater(client.invoke('evaluations.create', { config, seeds }));
  if (options.detach === true) return leftAnswer(made);
  context.output.say(headline(config, made));
  return followAll(client, context.output, made);
}

export function addEvaluate(program: Command, frame: Frame): void {
  const command = program
    .command('evaluate')
    .summary('train the network of a genotype from scratch and follow it')
    .description(
      'Trains the network of a genotype from scratch and reports its test accuracy, over several seeds as mean ± std (n). Ctrl-C asks it to stop at the next step with a checkpoint, a second one leaves it alone.',
    )
    .argument(
      '[genotype]',
      'a run (id, beginning, name, "last", folder), a published name, a file, or the text of a genotype; left out: that of --config',
    );
  addEvaluateOptions(command);
  runs(command, frame, optionsSchema, (context, [what], options) => evaluate(context, what, options));
}
