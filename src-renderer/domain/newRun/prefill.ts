/** A form filled in by an address: `#/new?preset=demo&space=s3&seeds=1-4`. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { isKnobName } from '../../../src-shared/run/knobs.ts';
import {
  isPresetName,
  PRESET_NAMES,
  presetConfig,
  type PresetName,
} from '../../../src-shared/run/presets.ts';
import { changedKnobs, draftOf, withText, type Draft } from './draft.ts';

const DEFAULT_PRESET: PresetName = 'ms-darts';

/** The draft an address asks for; keys that name no knob are passed over. */
export function draftFromQuery(query: Readonly<Record<string, string>>): Draft {
  const given = query['preset'] ?? '';
  const preset = isPresetName(given) ? given : DEFAULT_PRESET;
  return Object.entries(query).reduce<Draft>(
    (draft, [name, text]) => (isKnobName(name) && name !== 'seed' ? withText(draft, name, text) : draft),
    { preset, texts: {} },
  );
}

/** The query of an address that gives this draft again. */
export function queryOfDraft({ preset, texts }: Draft, seeds: string): Record<string, string> {
  const own = String(presetConfig(preset).seed);
  const { seed: _, ...knobs } = texts;
  return { preset, ...knobs, ...(seeds === own ? {} : { seeds }) };
}

/** A run's configuration as changes of the preset it is nearest to. */
export function draftFromConfig(config: SearchConfig): Draft {
  const nearest = PRESET_NAMES.map((preset) => draftOf(preset, config)).reduce((best, draft) =>
    changedKnobs(draft).length < changedKnobs(best).length ? draft : best,
  );
  const { seed: _, ...texts } = nearest.texts; // seeds have a field of their own
  return { preset: nearest.preset, texts };
}
