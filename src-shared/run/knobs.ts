/** The knobs of a run, read from the configuration's own schema: one flag and one field of the form each. */
import { z } from 'zod';
import { searchConfigSchema, type SearchConfig } from './config.ts';
import { evalConfigSchema, type EvalConfig } from './evalConfig.ts';

export type KnobName = Exclude<keyof SearchConfig, 'kind'>;
/** The genotype is what an evaluation is of: no knob. */
export type EvaluationKnobName = Exclude<keyof EvalConfig, 'kind' | 'genotype'>;
export type KnobValue = string | number | boolean;

export interface Knob<N extends string = string> {
  readonly name: N;
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
  /** What its value has to be. */
  readonly schema: z.ZodType;
}

/** All knobs of a kind of run, in the order of its schema. */
export type Knobs<N extends string> = ReadonlyMap<N, Knob<N>>;

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

function knobOf<N extends string>(name: N, property: Property, schema: z.ZodType): Knob<N> {
  const kind = kindOf(property);
  return {
    name,
    doc: property.description,
    kind,
    options: property.enum ?? property.anyOf?.map((one) => one.const) ?? [],
    range: kind === 'number' ? rangeOf(property) : '',
    whole: property.type === 'integer',
    fallback: property.default,
    schema,
  };
}

/** The fields of `schema` that `isKnob` names. */
function readKnobs<N extends string>(
  schema: z.ZodObject<Record<N | 'kind', z.ZodType>>,
  isKnob: (name: string) => name is N,
): Knobs<N> {
  const { properties } = z
    .object({ properties: z.record(z.string(), propertySchema) })
    .parse(z.toJSONSchema(schema, { io: 'input' }));
  return new Map(
    Object.entries(properties).flatMap(([name, property]) =>
      isKnob(name) ? [[name, knobOf(name, property, schema.shape[name])] as const] : [],
    ),
  );
}

/** Whether a search has a knob of that name. */
export function isKnobName(name: string): name is KnobName {
  return name !== 'kind' && Object.hasOwn(searchConfigSchema.shape, name);
}

/** Whether an evaluation has a knob of that name. */
export function isEvaluationKnobName(name: string): name is EvaluationKnobName {
  return name !== 'kind' && name !== 'genotype' && Object.hasOwn(evalConfigSchema.shape, name);
}

/** Every knob of a search. */
export const KNOBS = readKnobs(searchConfigSchema, isKnobName);
export const KNOB_NAMES = [...KNOBS.keys()];
/** Every knob of an evaluation. */
export const EVALUATION_KNOBS = readKnobs(evalConfigSchema, isEvaluationKnobName);
export const EVALUATION_KNOB_NAMES = [...EVALUATION_KNOBS.keys()];

/** The knob of a search of that name. */
export function knobOfName(name: KnobName): Knob<KnobName> {
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
