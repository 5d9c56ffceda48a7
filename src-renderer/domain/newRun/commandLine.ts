/** The command line that starts the same searches. */
import { searchCommand } from '../../../src-shared/run/commandLine.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { presetKnobs, type PresetName } from '../../../src-shared/run/presets.ts';

/** One line for one seed; for several a loop, whose runs wait for each other. */
export function commandLines(config: SearchConfig, preset: PresetName, seeds: readonly number[]): string {
  if (seeds.length <= 1) return searchCommand({ ...config, seed: seeds[0] ?? config.seed }, preset);
  // The seed that stands there anyway needs no flag, so it is left out and written once for all.
  const { seed } = presetKnobs(preset, config.method, config.space);
  const line = searchCommand({ ...config, seed }, preset);
  return `for seed in ${seeds.join(' ')}; do ${line} --seed $seed; done`;
}
