/** Command-line flags made from the configuration schema: one knob, one flag, one doc line. */
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { explainIssue } from '../../src-shared/contract/issues.ts';
import {
  searchConfigSchema,
  type SearchConfig,
  type SearchConfigInput,
} from '../../src-shared/run/config.ts';
import { UsageError } from './output.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What JSON Schema says of one knob, as far as a flag needs it. */
const knobSchema = z.object({
  type: z.string().optional(),
  description: z.string().default(''),
  default: scalar.optional(),
  const: scalar.optional(),
  enum: z.array(scalar).optional(),
  anyOf: z.array(z.object({ const: scalar })).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
});
type Knob = z.infer<typeof knobSchema>;

export type KnobName = Exclude<keyof SearchConfig, 'kind'>;

const KNOBS: ReadonlyMap<KnobName, Knob> = readKnobs();

function readKnobs(): Map<KnobName, Knob> {
  const { properties } = z
    .object({ properties: z.record(z.string(), knobSchema) })
    .parse(z.toJSONSchema(searchConfigSchema, { io: 'input' }));
  return new Map(
    searchConfigSchema.keyof().options.flatMap((name) => {
      const knob = properties[name];
      return name === 'kind' || knob === undefined ? [] : [[name, knob] as const];
    }),
  );
}

/** `learningRateMin` → `learning-rate-min`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

/** Knobs by their flags: `--steps-per-epoch, --layers`. */
export function knobFlags(names: readonly string[]): string {
  return names.map((name) => `--${kebab(name)}`).join(', ');
}

/** `text` with the flags in the place of knobs of several words: `learningRateMin` → `--learning-rate-min`. */
export function withFlags(text: string): string {
  const names = new Set<string>(KNOBS.keys());
  return text.replace(/\b[a-z]+(?:[A-Z][a-z]*)+\b/gu, (word) =>
    names.has(word) ? `--${kebab(word)}` : word,
  );
}

function isNumber({ type, anyOf }: Knob): boolean {
  return (
    type === 'number' || type === 'integer' || (anyOf?.every((one) => typeof one.const === 'number') ?? false)
  );
}

/** `2–256`, `> 0, ≤ 10`, `≥ 0`: the range of a number. */
function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Knob): string {
  const top = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && top !== undefined) return `${minimum}–${top}`;
  const parts = [
    minimum === undefined ? '' : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    top === undefined ? '' : `≤ ${top}`,
    exclusiveMaximum === undefined ? '' : `< ${exclusiveMaximum}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function choices({ enum: values, anyOf }: Knob): string {
  return (values ?? anyOf?.map((one) => one.const) ?? []).join(', ');
}

/** The doc line with what may be given and what holds without the flag. */
function describe(knob: Knob): string {
  const fallback = knob.default === undefined || knob.default === '' ? '' : `default ${knob.default}`;
  const facts = [choices(knob), range(knob), fallback].filter((fact) => fact !== '').join('; ');
  return facts === '' ? knob.description : `${knob.description} (${facts})`;
}

/** Adds a flag for every knob of the configuration; a boolean can be switched on and off. */
export function addKnobFlags(command: Command): void {
  for (const [name, knob] of KNOBS) {
    const flag = kebab(name);
    if (knob.type === 'boolean') {
      const shown = knob.default === true ? `--no-${flag}` : `--${flag}`;
      const hidden = knob.default === true ? `--${flag}` : `--no-${flag}`;
      const title = knob.default === true ? `switch off: ${knob.description}` : knob.description;
      command.addOption(new Option(shown, title).default(undefined));
      command.addOption(new Option(hidden).hideHelp().default(undefined));
    } else command.addOption(new Option(`--${flag} <${isNumber(knob) ? 'number' : 'text'}>`, describe(knob)));
  }
}

/** The number in a text; a text that is none stays one, for the schema to say what is wrong with it. */
export function numberOrText(given: string): number | string {
  return given.trim() === '' || Number.isNaN(Number(given)) ? given : Number(given);
}

/** The knobs among parsed options, each checked by its own schema: errors name the flag. */
export function readKnobFlags(options: Readonly<Record<string, unknown>>): SearchConfigInput {
  const knobs: Record<string, unknown> = {};
  for (const [name, knob] of KNOBS) {
    const given = options[name];
    if (given === undefined) continue;
    const value = typeof given === 'string' && isNumber(knob) ? numberOrText(given) : given;
    const parsed = searchConfigSchema.shape[name].safeParse(value);
    if (!parsed.success) {
      const { problem, remedy } = explainIssue(parsed.error.issues[0]!, value);
      const hint = [
        range(knob) && `Allowed: ${range(knob)}.`,
        knob.default !== undefined && `Default: ${knob.default}.`,
      ];
      const bounds = hint.filter(Boolean).join(' ');
      throw new UsageError(`--${kebab(name)} ${problem}`, isNumber(knob) && bounds !== '' ? bounds : remedy);
    }
    knobs[name] = parsed.data;
  }
  return knobs;
}

function quoted(text: string): string {
  return /^[\w.,:/@%+=-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The flags that give `config`: every knob that differs from its default. */
export function toKnobFlags(config: SearchConfig): string[] {
  const flags: string[] = [];
  for (const [name, knob] of KNOBS) {
    const value = config[name];
    if (value === undefined || value === knob.default) continue;
    const flag = kebab(name);
    if (typeof value === 'boolean') flags.push(value ? `--${flag}` : `--no-${flag}`);
    else flags.push(`--${flag}`, quoted(String(value)));
  }
  return flags;
}
