/** What a search does in a few words: its method, and what it is composed with beyond the method's own knobs. */
import { presetConfig } from '../run/presets.ts';
import type { RunConfig } from '../run/runConfig.ts';
import type { SearchConfig } from '../run/searchKnobs.ts';
import { METHODS } from './catalog.ts';
import { isMethodName, type MethodName } from './names.ts';

type Part = keyof SearchConfig;

interface Composable {
  /** The knobs that make it. */
  readonly knobs: readonly Part[];
  /** What it is called, where the configuration has it. */
  readonly on: (config: SearchConfig) => string | undefined;
  /** What it is called when the method has it and the configuration does not. */
  readonly off: string;
}

const GRIDS = { none: undefined, dropPath: 'drop path', weightDecay: 'weight decay' } as const;
const STOPS = {
  none: undefined,
  eigenvalue: 'eigenvalue stop',
  skips: 'skip stop',
  ranking: 'ranking stop',
} as const;

const COMPOSABLES: readonly Composable[] = [
  {
    knobs: ['partialChannels'],
    on: ({ partialChannels: K }) => (K > 1 ? `partial channels ${K}` : undefined),
    off: 'all channels',
  },
  {
    knobs: ['edgeNormalisation'],
    on: (config) => (config.edgeNormalisation ? 'edge normalisation' : undefined),
    off: 'no edge normalisation',
  },
  {
    knobs: ['auxiliarySkip'],
    on: ({ auxiliarySkip: weight }) => (weight > 0 ? `auxiliary skip ${weight}` : undefined),
    off: 'no auxiliary skip',
  },
  {
    knobs: ['dropPath'],
    on: ({ dropPath, grid }) => (dropPath > 0 && grid !== 'dropPath' ? `drop path ${dropPath}` : undefined),
    off: 'no drop path',
  },
  {
    knobs: ['skipDropout'],
    on: ({ skipDropout }) => (skipDropout === '' ? undefined : `skip dropout ${skipDropout}`),
    off: 'no skip dropout',
  },
  {
    knobs: ['grid', 'gridValues'],
    on: ({ grid, gridValues }) =>
      GRIDS[grid] === undefined ? undefined : `grid of ${GRIDS[grid]} ${gridValues}`,
    off: 'no grid',
  },
  {
    knobs: ['stopRule', 'stopAction'],
    on: ({ stopRule, stopAction }) =>
      stopAction === 'regularise' ? 'eigenvalue rule raising weight decay' : STOPS[stopRule],
    off: 'no stop rule',
  },
  {
    knobs: ['select'],
    on: ({ select }) => (select === 'perturbation' ? 'DARTS-PT selection' : undefined),
    off: 'selection by the alphas',
  },
];

const ORDERS = { first: 'darts', second: 'darts-2nd' } as const;

/** DARTS is named by the order of its α steps. */
const isDarts = (method: MethodName): boolean => method === 'darts' || method === 'darts-2nd';

/** What the search is composed with beyond what its method is by itself: `partial channels 4`. */
export function compositions(config: SearchConfig): string[] {
  const own = presetConfig(config.method);
  const order =
    config.alphaOrder === own.alphaOrder || isDarts(config.method)
      ? []
      : [`${config.alphaOrder === 'first' ? '1st' : '2nd'} order`];
  const parts = COMPOSABLES.flatMap(({ knobs, on, off }) => {
    const [now, before] = [on(config), on(own)];
    if (now === before || knobs.every((knob) => config[knob] === own[knob])) return [];
    return [now ?? off];
  });
  return [...order, ...parts];
}

/** `MS-DARTS + partial channels 4`: the title of the method, and what it is composed with. */
export function methodLabel(config: SearchConfig): string {
  const method = isDarts(config.method) ? ORDERS[config.alphaOrder] : config.method;
  return [METHODS[method].title, ...compositions(config)].join(' + ');
}

/** `PC-DARTS`; a name that is none of a method, as an evaluation may have it, stands as it is. */
export function methodTitle(name: string): string {
  return isMethodName(name) ? METHODS[name].title : name;
}

/** The method of a run with what it is composed with; of an evaluation, the method its genotype is from. */
export function runMethodLabel(config: RunConfig): string {
  return config.kind === 'search' ? methodLabel(config) : methodTitle(config.method);
}
