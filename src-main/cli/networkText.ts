/** The size of a run's network, and what shortens the run: said once when its process has built the network. */
import type { RunEventOf } from '../../src-shared/run/events.ts';
import type { KnobValue } from '../../src-shared/run/knobs.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { stageAt, stagesOf } from '../../src-shared/run/stages.ts';
import { knobFlags } from './flags.ts';
import { count, significant } from './format.ts';

type Size = Pick<RunEventOf<'network'>, 'parameters' | 'auxiliaryParameters' | 'macs'>;

/** `3,349,342 parameters, 528 M multiply–adds for an image, 476,426 parameters more in the auxiliary head`. */
export function sizeText({ parameters, auxiliaryParameters = 0, macs }: Size): string {
  return [
    `${count(parameters)} parameters`,
    ...(macs === undefined ? [] : [`${significant(macs / 1e6)} M multiply–adds for an image`]),
    ...(auxiliaryParameters === 0
      ? []
      : [`${count(auxiliaryParameters)} parameters more in the auxiliary head`]),
  ].join(', ');
}

/** What is left out of the data set: `Shortened by --steps-per-epoch 20, --test-images 1000.` */
export function shortenedText(shortened: readonly string[], config: RunConfig): string {
  const values: Readonly<Record<string, KnobValue | undefined>> = config;
  return shortened.map((name) => `${knobFlags([name])} ${String(values[name] ?? '')}`.trim()).join(', ');
}

/** The network of a run, and a second line where not all of the data set is used. */
export function networkText(event: RunEventOf<'network'>, config: RunConfig): string {
  const what = config.kind === 'search' ? 'supernet' : 'network';
  const short =
    event.shortened.length === 0
      ? ''
      : `\nNot the whole data set: shortened by ${shortenedText(event.shortened, config)}.`;
  return `The ${what} has ${sizeText(event)}.${short}`;
}

/** `8 cells, 16 channels, batch 64`; of a search in stages the cells of each: `5, 11, 17 cells`. */
export function shapeText(config: RunConfig): string {
  const layers =
    config.kind === 'search' ? stagesOf(config).map((stage) => stage.config.layers) : [config.layers];
  return shape([...new Set(layers)].join(', '), config);
}

/** The same of the stage that a run is in after these epochs: `11 cells (stage 2 of 3)`. */
export function shapeAt(config: RunConfig, epochsDone: number): string {
  if (config.kind !== 'search') return shapeText(config);
  const count = stagesOf(config).length;
  const { index, config: own } = stageAt(config, epochsDone);
  return shape(String(own.layers), config, count > 1 ? ` (stage ${index + 1} of ${count})` : '');
}

function shape(layers: string, { channels, batch }: RunConfig, stage = ''): string {
  return `${layers} cells${stage}, ${channels} channels, batch ${batch}`;
}
