/**
 * `node bench.ts step|curvature [--resolution 32] [--classes 10] [--steps 5] [any knob of a search]`:
 * prints one JSON report.
 */
import { parseArgs } from 'node:util';
import { PlateauError } from '../../../src-shared/errors.ts';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { openBinding } from '../tensorflow/binding.ts';
import { benchCurvature, benchStep } from './benchmarks.ts';
import { printReport } from './report.ts';

const BENCHMARKS = { step: benchStep, curvature: benchCurvature } as const;

/** `--weight-decay 3e-4` → { weightDecay: 3e-4 }: flags are the knobs of a search in kebab case. */
function knobs(values: Readonly<Record<string, string | boolean | undefined>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([flag, value]) => {
      const name = flag.replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
      return [
        name,
        typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value,
      ];
    }),
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
  const defaults = searchConfigSchema.parse({});
  const flags = Object.keys(searchConfigSchema.shape).map(
    (name) =>
      [
        name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`),
        { type: typeof defaults[name as keyof typeof defaults] === 'boolean' ? 'boolean' : 'string' },
      ] as const,
  );
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...Object.fromEntries(flags),
      resolution: { type: 'string', default: '32' },
      classes: { type: 'string', default: '10' },
      steps: { type: 'string', default: '5' },
    },
  });
  const { resolution, classes, steps, ...rest } = values;
  const what = positionals[0];
  if (what !== 'step' && what !== 'curvature')
    throw new PlateauError(`There is no benchmark "${what ?? ''}".`, 'Choose step or curvature.');
  const wanted = { curvature: what === 'curvature' ? 'epoch' : 'off', ...knobs(rest) };
  const config = parseOrExplain(searchConfigSchema, wanted, 'the benchmark');
  const spec = {
    config,
    resolution: positive('resolution', resolution),
    classes: positive('classes', classes),
    steps: positive('steps', steps),
  };
  openBinding(config); // once nothing is left to refuse
  return BENCHMARKS[what](spec, (label) => void process.stderr.write(`${label}\n`));
}

await printReport(main);
