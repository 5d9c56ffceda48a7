/**
 * `node bench.ts step|curvature|evaluation [--resolution 32] [--classes 10] [--steps 5] [any knob of a search
 * or an evaluation]`, of an evaluation also `--genotype <published name or text>`: prints one JSON report. A search
 * has the knobs of its method where none are given.
 */
import { parseArgs } from 'node:util';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { refuseImages } from '../../../src-shared/genotype/evaluationShape.ts';
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { flagOf } from '../../../src-shared/run/commandLine.ts';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { evalConfigSchema, type EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import { EVALUATION_KNOBS, type Knob, KNOBS, numberOrText } from '../../../src-shared/run/knobs.ts';
import { methodOfPreset, presetKnobs } from '../../../src-shared/run/presets.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import { SEARCH_SPACE_NAMES } from '../../../src-shared/space/searchSpaces.ts';
import { openBinding } from '../tensorflow/binding.ts';
import { benchEvaluation } from './benchEvaluation.ts';
import { benchCurvature, benchStep } from './benchmarks.ts';
import type { BenchSpec } from './benchSpec.ts';
import { printReport } from './report.ts';

/** Knobs by their name, as far as they were given. */
type Given = Readonly<Record<string, unknown>>;
type Sizes = Omit<BenchSpec<RunConfig>, 'config'>;
type Flag = Pick<Knob, 'name' | 'kind'>;

interface Benchmark {
  /** The knobs it takes. */
  readonly flags: readonly Flag[];
  /** Refuses what cannot be timed, then times it. */
  readonly run: (given: Given, sizes: Sizes) => object;
}

function benchmark<C extends RunConfig>(
  flags: readonly Flag[],
  read: (given: Given, sizes: Sizes) => C,
  time: (spec: BenchSpec<C>, progress: (label: string) => void) => object,
): Benchmark {
  return {
    flags,
    run: (given, sizes) => {
      const config = read(given, sizes);
      openBinding(config); // once nothing is left to refuse
      return time({ config, ...sizes }, (label) => void process.stderr.write(`${label}\n`));
    },
  };
}

/** A search with λ_max, and with the knobs of its method as far as none are given. */
function search(given: Given): SearchConfig {
  const method = methodOfPreset(String(given['method']));
  const space = SEARCH_SPACE_NAMES.find((name) => name === given['space']);
  return parseOrExplain(
    searchConfigSchema,
    { ...presetKnobs(method, method, space), ...given },
    'the benchmark',
  );
}

/** The same without λ_max, which is taken between epochs, unless it is asked for: a stop rule may need it, a step does not. */
function searchStep(given: Given): SearchConfig {
  const config = search(given);
  return given['curvature'] === undefined ? { ...config, curvature: 'off' } : config;
}

/** MS-DARTS's own on s5, unless another one is named. */
const GENOTYPE = 'c10_s5_ms';

function evaluation({ genotype: named = GENOTYPE, ...knobs }: Given, { resolution }: Sizes): EvalConfig {
  const text = String(named);
  const written = /[({]/u.test(text);
  const genotype = genotypeToPython(written ? parseGenotype(text) : publishedGenotype(text));
  const given = { kind: 'evaluation', genotype, origin: written ? '' : text, ...knobs };
  const config = parseOrExplain(evalConfigSchema, given, 'the benchmark');
  refuseImages({ height: resolution, width: resolution }, config);
  return config;
}

const SEARCH_FLAGS: readonly Flag[] = [...KNOBS.values()];
const EVALUATION_FLAGS: readonly Flag[] = [{ name: 'genotype', kind: 'text' }, ...EVALUATION_KNOBS.values()];

const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map([
  ['step', benchmark(SEARCH_FLAGS, searchStep, benchStep)],
  ['curvature', benchmark(SEARCH_FLAGS, search, benchCurvature)],
  ['evaluation', benchmark(EVALUATION_FLAGS, evaluation, benchEvaluation)],
]);

/** The benchmark that is named; without one, the first word that is no flag is refused. */
function benchmarkOf(args: readonly string[]): Benchmark {
  const name = args.find((arg) => BENCHMARKS.has(arg)) ?? args.find((arg) => !arg.startsWith('-')) ?? '';
  const found = BENCHMARKS.get(name);
  if (found) return found;
  throw new PlateauError(
    `There is no benchmark "${name}".`,
    `Choose one of ${[...BENCHMARKS.keys()].join(', ')}.`,
  );
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new PlateauError(
    `--${name} must be a whole number of at least 1; got "${text}".`,
    'Choose a value that is at least 1.',
  );
}

function main(): object {
  const args = process.argv.slice(2);
  const { flags, run } = benchmarkOf(args);
  const named = flags.map(({ name, kind }) => ({ name, kind, flag: flagOf(name).replace('--', '') }));
  const { values } = parseArgs({
    args,
    allowPositionals: true,
    allowNegative: true,
    options: {
      ...Object.fromEntries(
        named.map(({ flag, kind }) => [flag, { type: kind === 'switch' ? 'boolean' : 'string' } as const]),
      ),
      resolution: { type: 'string', default: '32' },
      classes: { type: 'string', default: '10' },
      steps: { type: 'string', default: '5' },
    },
  });
  const { resolution, classes, steps, ...others } = values;
  const knobs: Partial<Record<string, string | boolean>> = others;
  const given = named.flatMap(({ name, kind, flag }) => {
    const value = knobs[flag];
    if (value === undefined) return [];
    return [[name, typeof value === 'string' && kind !== 'text' ? numberOrText(value) : value] as const];
  });
  return run(Object.fromEntries(given), {
    resolution: positive('resolution', resolution),
    classes: positive('classes', classes),
    steps: positive('steps', steps),
  });
}

await printReport(main);
