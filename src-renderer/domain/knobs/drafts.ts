/** What is being filled in for a kind of run: a preset, and the text of every field that differs from it. */
import type { z } from 'zod';
import { explainIssue } from '../../../src-shared/contract/issues.ts';
import type { Knob, Knobs, KnobValue } from '../../../src-shared/run/knobs.ts';
import { isList, toText, toValue } from './knobs.ts';

export interface Draft<P extends string> {
  readonly preset: P;
  /** Texts of the fields, by knob; a knob that is not there stands as the preset has it. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A kind of run that can be filled in. */
export interface DraftKind<N extends string, P extends string, C> {
  readonly knobs: Knobs<N>;
  /** The full configuration before anything is changed. */
  readonly base: (draft: Draft<P>) => C;
  /** What a knob is before it is changed. */
  readonly valueOf: (draft: Draft<P>, name: N) => KnobValue | undefined;
  readonly schema: z.ZodType<C>;
  /** What belongs to the configuration and is no knob. */
  readonly given: Readonly<Record<string, KnobValue>>;
}

export interface FieldError {
  readonly problem: string;
  readonly remedy: string;
}

export interface Reading<N extends string, C> {
  /** undefined while something is wrong. */
  readonly config: C | undefined;
  readonly errors: ReadonlyMap<N, FieldError>;
}

/** What the preset has in a field. */
export function presetText<N extends string, P extends string, C>(
  { valueOf }: DraftKind<N, P, C>,
  draft: Draft<P>,
  name: N,
): string {
  return toText(valueOf(draft, name));
}

/** What a field shows. */
export function textIn<N extends string, P extends string, C>(
  kind: DraftKind<N, P, C>,
  draft: Draft<P>,
  name: N,
): string {
  return draft.texts[name] ?? presetText(kind, draft, name);
}

/** The draft with one field changed; a text that is the preset's own is no change. */
export function changeText<N extends string, P extends string, C>(
  kind: DraftKind<N, P, C>,
  draft: Draft<P>,
  name: N,
  text: string,
): Draft<P> {
  const others = Object.fromEntries(Object.entries(draft.texts).filter(([other]) => other !== name));
  const same = text.trim() === presetText(kind, draft, name);
  return { ...draft, texts: same ? others : { ...others, [name]: text } };
}

/** The knobs that differ from the preset, in the order of the schema. */
export function changedNames<N extends string, P extends string, C>(
  { knobs }: DraftKind<N, P, C>,
  draft: Draft<P>,
): N[] {
  return [...knobs.keys()].filter((name) => draft.texts[name] !== undefined);
}

/** The draft with another preset; what was changed stays changed, unless the new preset has it so. */
export function changePreset<N extends string, P extends string, C>(
  kind: DraftKind<N, P, C>,
  draft: Draft<P>,
  preset: P,
): Draft<P> {
  return changedNames(kind, draft).reduce<Draft<P>>(
    (changed, name) => changeText(kind, changed, name, textIn(kind, draft, name)),
    { preset, texts: {} },
  );
}

function withRange({ range }: Knob, error: FieldError): FieldError {
  return range === '' ? error : { problem: error.problem, remedy: `Allowed: ${range}.` };
}

function listError(value: KnobValue | undefined): FieldError {
  return {
    problem: `must be numbers with commas between them; got "${toText(value)}".`,
    remedy: 'Write for example 5,11,17.',
  };
}

/** The configuration of a draft, or what is wrong with which field. */
export function readTexts<N extends string, P extends string, C>(
  kind: DraftKind<N, P, C>,
  draft: Draft<P>,
): Reading<N, C> {
  const { knobs, schema, given } = kind;
  const typed = [...knobs].map(([name, knob]) => [name, toValue(knob, textIn(kind, draft, name))] as const);
  const values: Record<string, KnobValue | undefined> = { ...Object.fromEntries(typed), ...given };
  const parsed = schema.safeParse(values);
  const errors = new Map<N, FieldError>();
  if (parsed.success) return { config: parsed.data, errors };
  for (const issue of parsed.error.issues) {
    const knob = [...knobs.values()].find(({ name }) => name === issue.path[0]);
    if (knob === undefined || errors.has(knob.name)) continue;
    errors.set(
      knob.name,
      issue.code === 'custom'
        ? // Rules over several fields begin with the name, which stands before the problem anyway.
          {
            problem: `${issue.message.replace(`${knob.name} `, '')}.`,
            remedy: explainIssue(issue, values).remedy,
          }
        : isList(knob)
          ? listError(values[knob.name])
          : withRange(knob, explainIssue(issue, values)),
    );
  }
  return { config: undefined, errors };
}

/** The nearest configuration that can be read: fields with an error stand as in the preset. For what is shown only. */
export function soundOf<N extends string, P extends string, C>(kind: DraftKind<N, P, C>, draft: Draft<P>): C {
  const { config, errors } = readTexts(kind, draft);
  if (config !== undefined) return config;
  const wrong: ReadonlySet<string> = new Set(errors.keys());
  const texts = Object.fromEntries(Object.entries(draft.texts).filter(([name]) => !wrong.has(name)));
  return readTexts(kind, { ...draft, texts }).config ?? kind.base(draft);
}
