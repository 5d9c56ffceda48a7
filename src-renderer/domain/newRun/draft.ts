/** What is being filled in: the text of every field, and what it means. */
import { explainIssue } from '../../../src-shared/contract/issues.ts';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { KNOB_NAMES, knobOfName, type KnobName, type KnobValue } from '../../../src-shared/run/knobs.ts';
import { presetConfig, type PresetName } from '../../../src-shared/run/presets.ts';
import { toText, toValue } from './knobs.ts';

/** Texts of the fields; a knob that is not there stands as the preset has it. */
export type Texts = Readonly<Partial<Record<KnobName, string>>>;

export interface Draft {
  readonly preset: PresetName;
  readonly texts: Texts;
}

export interface FieldError {
  readonly problem: string;
  readonly remedy: string;
}

export interface Reading {
  /** undefined while something is wrong. */
  readonly config: SearchConfig | undefined;
  readonly errors: Readonly<Partial<Record<KnobName, FieldError>>>;
}

/** What a field shows. */
export function textOf(draft: Draft, name: KnobName): string {
  return draft.texts[name] ?? toText(presetConfig(draft.preset)[name]);
}

/** The draft with one field changed; a text that is the preset's own is no change. */
export function withText(draft: Draft, name: KnobName, text: string): Draft {
  const { [name]: _, ...others } = draft.texts;
  const same = text.trim() === toText(presetConfig(draft.preset)[name]);
  return { ...draft, texts: same ? others : { ...others, [name]: text } };
}

/** The draft with another preset; what was changed stays changed, unless the new preset has it so. */
export function withPreset(draft: Draft, preset: PresetName): Draft {
  return Object.entries(draft.texts).reduce<Draft>(
    (changed, [name, text]) =>
      withText(
        changed,
        KNOB_NAMES.find((known) => known === name)!,
        text,
      ),
    { preset, texts: {} },
  );
}

/** The draft that shows `config`, as changes of a preset. */
export function draftOf(preset: PresetName, config: Partial<SearchConfig>): Draft {
  return KNOB_NAMES.reduce<Draft>(
    (draft, name) => (config[name] === undefined ? draft : withText(draft, name, toText(config[name]))),
    { preset, texts: {} },
  );
}

/** The knobs that differ from the preset, in the order of the schema. */
export function changedKnobs(draft: Draft): KnobName[] {
  return KNOB_NAMES.filter((name) => draft.texts[name] !== undefined);
}

function valuesOf(draft: Draft): Record<string, KnobValue | undefined> {
  return Object.fromEntries(KNOB_NAMES.map((name) => [name, toValue(knobOfName(name), textOf(draft, name))]));
}

/** The configuration of a draft, or what is wrong with which field. */
export function readDraft(draft: Draft): Reading {
  const values = valuesOf(draft);
  const parsed = searchConfigSchema.safeParse(values);
  if (parsed.success) return { config: parsed.data, errors: {} };
  const errors: Partial<Record<KnobName, FieldError>> = {};
  for (const issue of parsed.error.issues) {
    const name = KNOB_NAMES.find((known) => known === issue.path[0]);
    if (name === undefined || errors[name] !== undefined) continue;
    errors[name] =
      issue.code === 'custom'
        ? // Rules over several fields begin with the name, which stands before the problem anyway.
          { problem: `${issue.message.replace(`${name} `, '')}.`, remedy: 'Change one of the values.' }
        : withRange(name, explainIssue(issue, values));
  }
  return { config: undefined, errors };
}

function withRange(name: KnobName, error: FieldError): FieldError {
  const { range } = knobOfName(name);
  return range === '' ? error : { problem: error.problem, remedy: `Allowed: ${range}.` };
}

/** The nearest configuration that can be read: fields with an error stand as in the preset. For what is shown only. */
export function soundConfig(draft: Draft): SearchConfig {
  const { config, errors } = readDraft(draft);
  if (config !== undefined) return config;
  const texts = Object.fromEntries(
    Object.entries(draft.texts).filter(([name]) => !Object.hasOwn(errors, name)),
  );
  return readDraft({ ...draft, texts }).config ?? presetConfig(draft.preset);
}
