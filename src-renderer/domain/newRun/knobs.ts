/** The knobs of a search, read from the configuration's own schema: one field of the form each. */
import { z } from 'zod';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';

export type KnobName = Exclude<keyof SearchConfig, 'kind'>;
export type KnobValue = string | number | boolean;

export interface Knob {
  readonly name: KnobName;
  readonly doc: string;
  readonly kind: 'text' | 'number' | 'choice' | 'switch';
  /** Values of a choice. */
  readonly options: readonly KnobValue[];
  /** `2–256`, `> 0, ≤ 10`: what a number may be; empty for others. */
  readonly range: string;
  /** A whole number. */
  readonly whole: boolean;
  readonly fallback: KnobValue | undefined;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What JSON Schema says of one knob, as far as a field needs it. */
const propertySchema = z.object({
  type: z.string().optional(),
  description: z.string().default(''),
  default: scalar.optional(),
  enum: z.array(scalar).optional(),
  anyOf: z.array(z.object({ const: scalar })).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
});
type Property = z.infer<typeof propertySchema>;

function rangeOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Property): string {
  const top = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && top !== undefined) return `${minimum}–${top}`;
  return [
    minimum === undefined ? '' : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    top === undefined ? '' : `≤ ${top}`,
    exclusiveMaximum === undefined ? '' : `< ${exclusiveMaximum}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function kindOf(property: Property): Knob['kind'] {
  if (property.enum !== undefined || property.anyOf !== undefined) return 'choice';
  if (property.type === 'boolean') return 'switch';
  return property.type === 'number' || property.type === 'integer' ? 'number' : 'text';
}

function knobOf(name: KnobName, property: Property): Knob {
  const kind = kindOf(property);
  return {
    name,
    doc: property.description,
    kind,
    options: property.enum ?? property.anyOf?.map((one) => one.const) ?? [],
    range: kind === 'number' ? rangeOf(property) : '',
    whole: property.type === 'integer',
    fallback: property.default,
  };
}

function readKnobs(): ReadonlyMap<KnobName, Knob> {
  const { properties } = z
    .object({ properties: z.record(z.string(), propertySchema) })
    .parse(z.toJSONSchema(searchConfigSchema, { io: 'input' }));
  return new Map(
    searchConfigSchema.keyof().options.flatMap((name) => {
      const property = properties[name];
      return name === 'kind' || property === undefined ? [] : [[name, knobOf(name, property)] as const];
    }),
  );
}

/** Every knob but the kind, in the order of the schema. */
export const KNOBS = readKnobs();
export const KNOB_NAMES = [...KNOBS.keys()];

export function isKnobName(name: string): name is KnobName {
  return new Set<string>(KNOB_NAMES).has(name);
}

/** The knob of a name. */
export function knobOfName(name: KnobName): Knob {
  return KNOBS.get(name)!;
}

/** A value as its field shows it; a knob that is left to its method is empty. */
export function toText(value: KnobValue | undefined): string {
  return value === undefined ? '' : String(value);
}

/** The value of a field's text: a text that is no number stays one, for the schema to say what is wrong. */
export function toValue({ kind, options, fallback }: Knob, text: string): KnobValue | undefined {
  const given = text.trim();
  if (kind === 'switch') return given === 'true' ? true : given === 'false' ? false : given;
  if (kind === 'choice') return options.find((option) => String(option) === given) ?? given;
  if (kind === 'text') return given;
  if (given === '') return fallback === undefined ? undefined : given;
  return Number.isNaN(Number(given)) ? given : Number(given);
}

/** Where the name's own words would read badly. */
const TITLES: Readonly<Partial<Record<KnobName, string>>> = {
  dataset: 'Data set',
  xla: 'XLA',
  gradClip: 'Gradient clip',
  alphaBeta1: 'Alpha beta 1',
  alphaBeta2: 'Alpha beta 2',
};

/** `learningRateMin` → `Learning rate min`. */
export function titleOf(name: KnobName): string {
  const own = TITLES[name];
  if (own !== undefined) return own;
  const words = name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
