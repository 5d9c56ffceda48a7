/** The stages of a search in words, and where they begin, for charts and the scrubber. */
import { listed } from '../../../src-shared/methods/methodKnobs.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { stageAt, stagesOf, type Stage, type StagePlace } from '../../../src-shared/run/stages.ts';
import type { ChartMark } from '../../lib/chart/spec.ts';

/** What may differ from stage to stage, in words. */
const FEATURES: readonly {
  readonly of: (config: SearchConfig) => number;
  readonly words: (value: number) => string;
}[] = [
  { of: ({ layers }) => layers, words: (layers) => `${layers} cells` },
  { of: ({ partialChannels }) => partialChannels, words: (parts) => `1/${parts} of the channels` },
  { of: ({ dropPath }) => dropPath, words: (probability) => `drop path ${probability}` },
  { of: ({ weightDecay }) => weightDecay, words: (decay) => `weight decay ${decay}` },
];

/** All stages with their places. */
export function placesOf(config: SearchConfig): StagePlace[] {
  let begins = 0;
  return stagesOf(config).map((stage, index) => {
    const place = { ...stage, index, begins };
    begins += stage.epochs;
    return place;
  });
}

/** Operations that are left on an edge in a stage; undefined while all are. */
function operationsLeft({ stageOperations }: SearchConfig, index: number): number | undefined {
  return listed(stageOperations)[index - 1];
}

/** What a stage has that others have not: `11 cells, 5 operations`. */
function featuresOf(config: SearchConfig, stages: readonly Stage[], index: number): string {
  if (config.select === 'perturbation' && index === stages.length - 1) return 'selection by perturbation';
  const left = operationsLeft(config, index);
  return [
    ...FEATURES.flatMap(({ of, words }) => {
      const values = stages.map((stage) => of(stage.config));
      return new Set(values).size > 1 ? [words(values[index]!)] : [];
    }),
    ...(left === undefined ? [] : [`${left} operation${left === 1 ? '' : 's'} an edge`]),
  ].join(', ');
}

/** `stage 2 of 3 · 11 cells, 5 operations an edge`; '' for a search of one stage. */
export function stageText(config: SearchConfig, epoch: number): string {
  const stages = stagesOf(config);
  if (stages.length === 1) return '';
  const { index } = stageAt(config, epoch);
  const features = featuresOf(config, stages, index);
  return `stage ${index + 1} of ${stages.length}${features === '' ? '' : ` · ${features}`}`;
}

/** `3 stages, 75 epochs in all: 5 cells; 11 cells, 5 operations an edge; …`; '' for a search of one stage. */
export function lengthText(config: SearchConfig): string {
  const places = placesOf(config);
  if (places.length === 1) return '';
  const total = places.reduce((sum, { epochs }) => sum + epochs, 0);
  const each = places.map(({ index, epochs }) => {
    const features = featuresOf(config, places, index);
    return `${epochs} epochs${features === '' ? '' : ` with ${features}`}`;
  });
  return `${places.length} stages, ${total} epochs in all: ${each.join('; ')}.`;
}

/** Epochs are drawn at their ends: what begins with an epoch stands between it and the one before. */
const BEFORE = 0.5;

/** Where stages begin after the first, and where α steps begin in each. */
export function stageMarks(config: SearchConfig): ChartMark[] {
  const places = placesOf(config);
  return places.flatMap(({ index, begins, epochs, config: { alphaStartEpoch } }): ChartMark[] => {
    const features = featuresOf(config, places, index);
    const stage: ChartMark = {
      x: begins - BEFORE,
      label: `stage ${index + 1}${features === '' ? '' : `: ${features}`}`,
      short: String(index + 1),
    };
    const alpha: ChartMark = {
      x: begins + alphaStartEpoch - BEFORE,
      label: 'α steps begin',
      short: 'α',
      dotted: true,
    };
    const starts = alphaStartEpoch > 0 && alphaStartEpoch < epochs;
    return [...(index > 0 ? [stage] : []), ...(starts ? [alpha] : [])];
  });
}

/** The epoch at which the alphas of an epoch began: later stages may go on with those of an earlier one. */
export function alphasSince(config: SearchConfig, epoch: number): number {
  const { index } = stageAt(config, epoch);
  return placesOf(config).findLast((place) => place.fresh && place.index <= index)?.begins ?? 0;
}

/** Points over epochs, those of each stage by themselves; stages without any are left out. */
export function byStage<P extends { readonly epoch: number }>(
  config: SearchConfig,
  points: readonly P[],
): { readonly place: StagePlace; readonly points: readonly P[] }[] {
  const places = placesOf(config);
  return places
    .map((place) => ({
      place,
      points: points.filter(({ epoch }) => stageAt(config, epoch).index === place.index),
    }))
    .filter(({ points: own }) => own.length > 0);
}
