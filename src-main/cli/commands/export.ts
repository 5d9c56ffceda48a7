/** `plateau export`: a network in formats that other programs read, each checked against the engine. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { asUsage, PlateauError } from '../../../src-shared/errors.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { PUBLISHED_GENOTYPES } from '../../../src-shared/genotype/published.ts';
import { flagOf } from '../../../src-shared/run/commandLine.ts';
import {
  EXPORT_FORMATS,
  exportOptionsSchema,
  untrainedNetworkSchema,
} from '../../../src-shared/run/exportReport.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import { readAnyRunConfig, runPaths } from '../../engine/run/runFolder.ts';
import { runExport, type ExportRequest } from '../../host/exports.ts';
import { runs, type Context, type Frame } from '../command.ts';
import { exportText } from '../exportText.ts';
import { findGenotype } from '../genotypeSource.ts';
import { UsageError } from '../output.ts';

const { formats: format, ...otherOptions } = exportOptionsSchema.shape;
const { channels, layers, stem, classes, size, seed } = untrainedNetworkSchema.shape;
/** Without defaults, so that an evaluation can refuse what was given. */
const networkOptions = {
  channels: channels.unwrap().optional(),
  layers: layers.unwrap().optional(),
  stem: stem.unwrap().optional(),
  classes: classes.unwrap().optional(),
  size: size.unwrap().optional(),
  seed: seed.unwrap().optional(),
};
const NETWORK_KNOBS = Object.keys(networkOptions);

const optionsSchema = z.strictObject({
  ...otherOptions,
  format,
  out: z.string().min(1).optional(),
  from: z.string().min(1).optional(),
  epoch: z.int().min(0).optional(),
  python: z.string().min(1).optional(),
  ...networkOptions,
});
type Options = z.output<typeof optionsSchema>;

interface Evaluation {
  readonly folder: string;
  readonly name: string;
}

/** The evaluation that `what` names; undefined: a search, a genotype, or nothing that is known. */
async function findEvaluation({ connect }: Context, what: string): Promise<Evaluation | undefined> {
  if (existsSync(runPaths(what).config)) {
    const { kind, name } = readAnyRunConfig(what);
    return kind === 'evaluation' ? { folder: path.resolve(what), name } : undefined;
  }
  const isGenotype =
    /[({/\\]/u.test(what) ||
    statSync(what, { throwIfNoEntry: false })?.isFile() === true ||
    PUBLISHED_GENOTYPES.some(({ name }) => name === what);
  if (isGenotype) return undefined;
  try {
    const { run } = await (await connect()).invoke('runs.get', { run: what });
    return run.kind === 'evaluation' ? run : undefined;
  } catch (error) {
    if (error instanceof PlateauError) return undefined; // said better where genotypes are looked for
    throw error;
  }
}

/** Refuses options that belong to networks of another kind. */
function refuseOptions(options: Options, names: readonly string[], why: string): void {
  const given = names.filter((name) => options[name as keyof Options] !== undefined);
  if (given.length > 0)
    throw new UsageError(
      `${given.map(flagOf).join(', ')}: ${why}`,
      `Leave ${given.map(flagOf).join(', ')} out.`,
    );
}

type Source = Pick<ExportRequest, 'source'> & { readonly name: string };

async function sourceOf(context: Context, what: string, options: Options): Promise<Source> {
  const evaluation = await findEvaluation(context, what);
  if (evaluation) {
    const { folder, name } = evaluation;
    refuseOptions(
      options,
      [...NETWORK_KNOBS, 'epoch'],
      'the network of an evaluation is the one it trained.',
    );
    const checkpoint = options.from === undefined ? {} : { checkpoint: path.resolve(options.from) };
    return { source: { kind: 'trained', folder, ...checkpoint }, name };
  }
  refuseOptions(options, ['from'], 'only an evaluation has checkpoints of the network.');
  const { genotype, provenance } = await findGenotype(context, what, options.epoch);
  const given = Object.entries(options).filter(([name]) => NETWORK_KNOBS.includes(name));
  const network = asUsage(() =>
    parseOrExplain(untrainedNetworkSchema, Object.fromEntries(given), 'the network'),
  );
  const name = provenance.origin.replace(/^run /u, '');
  return { source: { kind: 'untrained', genotype: genotypeToPython(genotype), network }, name };
}

function addNetworkOptions(command: Command): void {
  command.optionsGroup('The network of a genotype that was not trained:');
  for (const [name, schema] of Object.entries(untrainedNetworkSchema.shape)) {
    const fallback = String(schema.parse(undefined));
    const kind = name === 'stem' ? '<name>' : '<number>';
    command.option(
      `${flagOf(name)} ${kind}`,
      `${schema.description ?? ''} (default ${fallback})`,
      numberOrText,
    );
  }
}

export function addExport(program: Command, frame: Frame): void {
  const command = program
    .command('export')
    .summary('export a network to PyTorch, ONNX, SavedModel and JSON')
    .description(
      'Writes the network of an evaluation with its trained weights, or the untrained network of a genotype, in formats that other programs read. Each is run in its own program and must give the logits of the engine; otherwise nothing is written and the exit code is 1.',
    )
    .argument(
      '<what>',
      'an evaluation or a search (id, beginning, name, "last", folder), a published genotype, a file, or the text of a genotype',
    )
    .option('--format <format...>', `${EXPORT_FORMATS.join(', ')} (default all)`)
    .option('--out <folder>', 'where the files go (default exports/<name> in the home folder)')
    .option('--force', 'also into a folder that holds something; files of the same names are replaced')
    .option('--name <name>', 'what the files are called')
    .option('--from <file>', 'of an evaluation: the checkpoint (default the newest)')
    .option('--epoch <number>', 'of a search: the genotype after this epoch (counted from 0)', numberOrText)
    .option('--images <number>', 'images on which the logits are compared (default 256)', numberOrText)
    .option(
      '--python <program>',
      'a Python with PyTorch, to run the exported module (default PLATEAU_PEER_PYTHON, else python3)',
    );
  addNetworkOptions(command);
  command.optionsGroup('Output:');
  runs(command, frame, optionsSchema, async (context, [what = ''], options) => {
    const { source, name } = await sourceOf(context, what, options);
    const { format: formats, force, images, out, python } = options;
    const named = options.name ?? (name === '' ? 'network' : name);
    const data = await runExport(context.home, {
      source,
      out,
      python,
      options: { formats, name: named, force, images },
    });
    return { data, text: exportText(data), exitCode: data.pass ? 0 : 1 };
  });
}
