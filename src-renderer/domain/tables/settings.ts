/** Which runs of a method were set alike: their configurations but for the seed, the space and the data set. */
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import { knobRows } from '../compare/configDifference.ts';

/** Not part of a setting: what tells the cells of a table apart, or nothing about the result. */
const LEFT_OUT = [
  'kind',
  'name',
  'method',
  'space',
  'dataset',
  'seed',
  'genotype',
  'origin',
  'checkpointMinutes',
  'keepCheckpoints',
] as const;
/** More differing knobs than this are counted, not listed. */
const LISTED = 3;

/** Equal for configurations that are set alike. */
export function settingKey(config: RunConfig): string {
  const left: readonly string[] = LEFT_OUT;
  return JSON.stringify(
    Object.entries(config)
      .filter(([knob]) => !left.includes(knob))
      .sort(),
  );
}

/** A label for each of some settings, by what differs between them: `epochs 40, channels 16`; '' for a single one. */
export function settingLabels(settings: ReadonlyMap<string, RunConfig>): Map<string, string> {
  const rows = knobRows([...settings.values()], LEFT_OUT).filter(({ differs }) => differs);
  return new Map(
    [...settings.keys()].map((key, index) => {
      const parts = rows.slice(0, LISTED).map(({ knob, values }) => `${knob} ${values[index]!}`);
      const more = rows.length > LISTED ? [`… (${rows.length} knobs differ)`] : [];
      return [key, [...parts, ...more].join(', ')];
    }),
  );
}
