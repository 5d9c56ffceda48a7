/** The evaluation network whose size the page shows: chosen C, L, data set and head, kept in the address. */
import type { DatasetEntry } from '../../../src-shared/contract/datasets.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { evaluationCost, type EvaluationCost } from '../../../src-shared/genotype/evaluationCost.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { evalConfigSchema, type Stem } from '../../../src-shared/run/evalConfig.ts';

export interface NetworkChoice {
  readonly channels: number;
  readonly layers: number;
  readonly dataset: string;
  readonly auxiliary: boolean;
  /** CIFAR's unless told. */
  readonly stem?: Stem;
}

export interface DatasetShape {
  readonly name: string;
  readonly classes: number;
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly imageChannels: number;
}

const KNOBS = evalConfigSchema.shape;
const DEFAULTS: Required<NetworkChoice> = evalConfigSchema.parse({ kind: 'evaluation', genotype: '…' });

/** The data sets of the papers, known without being there. */
const PAPERS: readonly DatasetShape[] = [
  { name: 'cifar10', classes: 10, height: 32, width: 32, imageChannels: 3 },
  { name: 'cifar100', classes: 100, height: 32, width: 32, imageChannels: 3 },
];

type Query = Readonly<Record<string, string>>;

/** The choice in an address; what is missing or out of range is the default. */
export function networkOf({ c, l, data, aux }: Query): NetworkChoice {
  const number = (knob: 'channels' | 'layers', text: string | undefined): number => {
    const parsed = KNOBS[knob].safeParse(text === undefined ? undefined : Number(text));
    return parsed.success ? parsed.data : DEFAULTS[knob];
  };
  return {
    channels: number('channels', c),
    layers: number('layers', l),
    dataset: data ?? DEFAULTS.dataset,
    auxiliary: aux === undefined ? DEFAULTS.auxiliary : aux !== 'off',
  };
}

/** Values of an address for a choice; defaults are left out. */
export function networkQuery({ channels, layers, dataset, auxiliary }: NetworkChoice): Query {
  return {
    c: channels === DEFAULTS.channels ? '' : String(channels),
    l: layers === DEFAULTS.layers ? '' : String(layers),
    data: dataset === DEFAULTS.dataset ? '' : dataset,
    aux: auxiliary ? '' : 'off',
  };
}

/** Data sets to choose from: the papers' and those on the host. */
export function datasetShapes(entries: readonly DatasetEntry[]): DatasetShape[] {
  const here = entries.flatMap(({ name, info }): DatasetShape[] =>
    info === null
      ? []
      : [
          {
            name,
            classes: info.classes.length,
            height: info.height,
            width: info.width,
            imageChannels: info.channels,
          },
        ],
  );
  return [...here, ...PAPERS.filter(({ name }) => here.every((other) => other.name !== name))];
}

/** The size of the network, or why it cannot be built. */
export function costOf(
  genotype: Genotype,
  { channels, layers, dataset, auxiliary, stem = 'cifar' }: NetworkChoice,
  shapes: readonly DatasetShape[],
): EvaluationCost | { readonly problem: string } {
  const shape = shapes.find(({ name }) => name === dataset);
  if (shape === undefined)
    return { problem: `The data set ${dataset} is not known here. Add it, or choose another one.` };
  try {
    const { classes, height: size, width, imageChannels } = shape;
    return evaluationCost(genotype, {
      channels,
      layers,
      auxiliary,
      stem,
      classes,
      size,
      width,
      imageChannels,
    });
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    return { problem: `${error.message} ${error.remedy}` };
  }
}
