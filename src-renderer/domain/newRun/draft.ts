/** What is being filled in for a search: the text of every field, and what it means. */
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { KNOB_NAMES, KNOBS, type KnobName } from '../../../src-shared/run/knobs.ts';
import { presetConfig, type PresetName } from '../../../src-shared/run/presets.ts';
import {
  changedNames,
  changePreset,
  changeText,
  readTexts,
  soundOf,
  textIn,
  type Draft as DraftOf,
  type DraftKind,
  type FieldError,
} from '../knobs/drafts.ts';
import { toText } from '../knobs/knobs.ts';

export type Draft = DraftOf<PresetName>;

const SEARCH: DraftKind<KnobName, PresetName, SearchConfig> = {
  knobs: KNOBS,
  base: (preset) => presetConfig(preset),
  valueOf: (config, name) => config[name],
  schema: searchConfigSchema,
  given: {},
};

export interface Reading {
  /** undefined while something is wrong. */
  readonly config: SearchConfig | undefined;
  readonly errors: Readonly<Partial<Record<KnobName, FieldError>>>;
}

/** What a field shows. */
export const textOf = (draft: Draft, name: KnobName): string => textIn(SEARCH, draft, name);

/** The draft with one field changed; a text that is the preset's own is no change. */
export const withText = (draft: Draft, name: KnobName, text: string): Draft =>
  changeText(SEARCH, draft, name, text);

/** The draft with another preset; what was changed stays changed, unless the new preset has it so. */
export const withPreset = (draft: Draft, preset: PresetName): Draft => changePreset(SEARCH, draft, preset);

/** The draft that shows `config`, as changes of a preset. */
export function draftOf(preset: PresetName, config: Partial<SearchConfig>): Draft {
  return KNOB_NAMES.reduce<Draft>(
    (draft, name) => (config[name] === undefined ? draft : withText(draft, name, toText(config[name]))),
    { preset, texts: {} },
  );
}

/** The knobs that differ from the preset, in the order of the schema. */
export const changedKnobs = (draft: Draft): KnobName[] => changedNames(SEARCH, draft);

/** The configuration of a draft, or what is wrong with which field. */
export function readDraft(draft: Draft): Reading {
  const { config, errors } = readTexts(SEARCH, draft);
  return { config, errors: Object.fromEntries(errors) };
}

/** The nearest configuration that can be read: fields with an error stand as in the preset. For what is shown only. */
export const soundConfig = (draft: Draft): SearchConfig => soundOf(SEARCH, draft);
