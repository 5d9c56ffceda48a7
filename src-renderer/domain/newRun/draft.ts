/** What is being filled in for a search: the text of every field, and what it means. */
import { isMethodName, type MethodName } from '../../../src-shared/methods/names.ts';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { KNOB_NAMES, KNOBS, type KnobName } from '../../../src-shared/run/knobs.ts';
import {
  methodOfPreset,
  presetKnobs,
  type PresetName,
  spaceOfPreset,
} from '../../../src-shared/run/presets.ts';
import { SEARCH_SPACE_NAMES, type SearchSpaceName } from '../../../src-shared/space/searchSpaces.ts';
import {
  changedNames,
  changeText,
  presetText,
  readTexts,
  soundOf,
  textIn,
  type Draft as DraftOf,
  type DraftKind,
  type FieldError,
} from '../knobs/drafts.ts';
import { toText } from '../knobs/knobs.ts';

export type Draft = DraftOf<PresetName>;

/** The method that is chosen: the preset's, or another one with the preset on top of its knobs. */
export function methodOf({ preset, texts }: Draft): MethodName {
  const given = texts['method'] ?? '';
  return isMethodName(given) ? given : methodOfPreset(preset);
}

const bases = new Map<string, SearchConfig>();

/** The space that is chosen: the preset's, or another one with what it brings along. */
function spaceIn({ preset, texts }: Draft): SearchSpaceName {
  return SEARCH_SPACE_NAMES.find((name) => name === texts['space']) ?? spaceOfPreset(preset);
}

/** What stands in the fields before anything is changed; kept, as every field asks for it. */
export function baseOf(draft: Draft): SearchConfig {
  const [method, space] = [methodOf(draft), spaceIn(draft)];
  const key = `${draft.preset} ${method} ${space}`;
  const base = bases.get(key) ?? presetKnobs(draft.preset, method, space);
  bases.set(key, base);
  return base;
}

/** What the others are changes of: a preset's own, whatever is chosen. */
const OWN_VALUES: Readonly<Partial<Record<KnobName, (preset: PresetName) => string>>> = {
  method: methodOfPreset,
  space: spaceOfPreset,
};

const SEARCH: DraftKind<KnobName, PresetName, SearchConfig> = {
  knobs: KNOBS,
  base: baseOf,
  valueOf: (draft, name) => OWN_VALUES[name]?.(draft.preset) ?? baseOf(draft)[name],
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

/** What the field shows before it is changed. */
export const ownText = (draft: Draft, name: KnobName): string => presetText(SEARCH, draft, name);

/** Another preset, method and space under the same changes; a change that they have anyway is none any more. */
function rebased(draft: Draft, preset: PresetName, method: string, space = draft.texts['space']): Draft {
  const empty = changeText(SEARCH, { preset, texts: {} }, 'method', method);
  const start = space === undefined ? empty : changeText(SEARCH, empty, 'space', space);
  return changedNames(SEARCH, draft)
    .filter((name) => !(name in OWN_VALUES))
    .reduce<Draft>((next, name) => changeText(SEARCH, next, name, textOf(draft, name)), start);
}

/** The draft with one field changed; a text that is the preset's own is no change. */
export const withText = (draft: Draft, name: KnobName, text: string): Draft =>
  name === 'method'
    ? rebased(draft, draft.preset, text)
    : name === 'space'
      ? rebased(draft, draft.preset, methodOf(draft), text)
      : changeText(SEARCH, draft, name, text);

/** The draft with another method, which brings its own knobs; what was changed stays changed. */
export const withMethod = (draft: Draft, method: MethodName): Draft =>
  rebased(draft, isMethodName(draft.preset) ? method : draft.preset, method);

/** The draft with another preset: of a method, or a small setting of the method that is chosen. */
export const withPreset = (draft: Draft, preset: PresetName): Draft =>
  rebased(draft, preset, isMethodName(preset) ? preset : methodOf(draft));

/** The draft without changes, of the same method. */
export const withoutChanges = (draft: Draft): Draft =>
  rebased({ ...draft, texts: {} }, draft.preset, methodOf(draft));

/** The draft that shows `config`, as changes of a preset. */
export function draftOf(preset: PresetName, config: Partial<SearchConfig>): Draft {
  // Method and space first: they are part of what the others are changes of.
  const start = rebased(
    { preset, texts: {} },
    preset,
    config.method ?? methodOfPreset(preset),
    config.space ?? spaceOfPreset(preset),
  );
  return KNOB_NAMES.reduce<Draft>(
    (draft, name) => (config[name] === undefined ? draft : withText(draft, name, toText(config[name]))),
    start,
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
