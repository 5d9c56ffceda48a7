/** The knobs of a search, read from the configuration's own schema: one flag and one field of the form each. */
import { z } from 'zod';
import { searchConfigSchema, type SearchConfig } from './config.ts';

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
  /** undefined for a knob that is left to its method. */
  readonly fallback: KnobValue | undefined;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What JSON Schema says of one knob, as far as a flag or a field needs it. */
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
const NAMES: ReadonlySet<string> = new Set(KNOB_NAMES);

export function isKnobName(name: string): name is KnobName {
  return NAMES.has(name);
}

/** The knob of a name. */
export function knobOfName(name: KnobName): Knob {
  return KNOBS.get(name)!;
}

/** Whether the values are numbers: any within a range, or some few. */
export function isNumeric({ kind, options }: Knob): boolean {
  return kind === 'number' || (kind === 'choice' && options.every((option) => typeof option === 'number'));
}

/** The number in a text; a text that is none stays one, for the schema to say what is wrong with it. */
export function numberOrText(given: string): number | string {
  return given.trim() === '' || Number.isNaN(Number(given)) ? given : Number(given);
}
