/** A form filled in by an address: `#/new?preset=demo&space=s3&seeds=1-4`. */
import { isMethodName } from '../../../src-shared/methods/names.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { isKnobName } from '../../../src-shared/run/knobs.ts';
import { isPresetName, PRESET_NAMES, type PresetName } from '../../../src-shared/run/presets.ts';
import { changedKnobs, draftOf, ownText, withText, type Draft } from './draft.ts';

const DEFAULT_PRESET: PresetName = 'ms-darts';

/** The draft an address asks for; keys that name no knob are passed over. */
export function draftFromQuery(query: Readonly<Record<string, string>>): Draft {
  const given = query['preset'] ?? '';
  const preset = isPresetName(given) ? given : DEFAULT_PRESET;
  const start: Draft = { preset, texts: {} };
  const { method, space, seed: _, ...others } = query;
  // Method and space first: they are part of what the others are changes of.
  const first = Object.entries({ method, space });
  return Object.entries(others).reduce<Draft>(
    (draft, [name, text]) => (isKnobName(name) ? withText(draft, name, text) : draft),
    first.reduce<Draft>(
      (draft, [name, text]) => (text !== undefined && isKnobName(name) ? withText(draft, name, text) : draft),
      start,
    ),
  );
}

/** The query of an address that gives this draft again. */
export function queryOfDraft(draft: Draft, seeds: string): Record<string, string> {
  const { preset, texts } = draft;
  const own = ownText(draft, 'seed');
  const { seed: _, ...knobs } = texts;
  return { preset, ...knobs, ...(seeds === own ? {} : { seeds }) };
}

/** A run's configuration as changes of the preset it is nearest to, among those that its method can have. */
export function draftFromConfig(config: SearchConfig): Draft {
  const presets = PRESET_NAMES.filter((name) => name === config.method || !isMethodName(name));
  const nearest = presets
    .map((preset) => draftOf(preset, config))
    .reduce((best, draft) => (changedKnobs(draft).length < changedKnobs(best).length ? draft : best));
  const { seed: _, ...texts } = nearest.texts; // seeds have a field of their own
  return { preset: nearest.preset, texts };
}
