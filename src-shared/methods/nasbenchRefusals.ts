/** What does not go with the spaces of NAS-Bench-1Shot1, whose operations are on nodes and whose cells are all alike. */
import { refusing, type RefusalRule } from '../run/refusal.ts';
import type { SearchConfig } from '../run/searchKnobs.ts';
import { SEARCH_SPACES } from '../space/searchSpaces.ts';
import { listed } from './methodKnobs.ts';
import { METHOD_NAMES, type MethodName } from './names.ts';

const REFUSED: Readonly<Partial<Record<MethodName, string>>> = {
  'pc-darts': 'its partial channels and edge weights are made for operations on edges',
  'r-darts-dp': 'its drop path leaves out edges with their operations',
  'p-darts': 'it prunes the operations of edges between its stages, and counts skip connections',
  'darts-plus': 'it counts skip connections, of which there are none',
  'fair-darts': 'its genotype takes the edges whose operations reach a threshold',
  sgas: 'it decides on edges and their operations together',
  da2s: 'its loss and its genotype need weights of edges beside those of their operations',
  'darts-pt': 'it fixes the operations of edges one by one',
  'darts-minus': 'its extra skip connection goes along edges with operations',
  drnas: 'it prunes the operations of edges between its stages',
};

/** A knob that must be off, when it is on, and why. */
interface Off {
  readonly knob: keyof SearchConfig;
  readonly on: (config: SearchConfig) => boolean;
  readonly why: string;
  readonly remedy: string;
}

const EDGES = 'it is made for edges with operations';

const OFF: readonly Off[] = [
  {
    knob: 'edgeNormalisation',
    on: ({ edgeNormalisation }) => edgeNormalisation,
    why: 'parents have weights of their own anyway',
    remedy: 'Switch edgeNormalisation off.',
  },
  {
    knob: 'partialChannels',
    on: ({ partialChannels }) => partialChannels > 1,
    why: EDGES,
    remedy: 'Choose partialChannels 1.',
  },
  {
    knob: 'auxiliarySkip',
    on: ({ auxiliarySkip }) => auxiliarySkip > 0,
    why: EDGES,
    remedy: 'Choose auxiliarySkip 0.',
  },
  { knob: 'dropPath', on: ({ dropPath }) => dropPath > 0, why: EDGES, remedy: 'Choose dropPath 0.' },
  {
    knob: 'skipDropout',
    on: ({ skipDropout }) => listed(skipDropout).some((probability) => probability > 0),
    why: 'there are no skip connections',
    remedy: 'Leave skipDropout empty.',
  },
  {
    knob: 'grid',
    on: ({ grid }) => grid === 'dropPath',
    why: EDGES,
    remedy: 'Choose grid none or weightDecay.',
  },
  {
    knob: 'stopRule',
    on: ({ stopRule }) => stopRule === 'skips',
    why: 'there are no skip connections',
    remedy: 'Choose stopRule none or eigenvalue.',
  },
  {
    knob: 'stopRule',
    on: ({ stopRule }) => stopRule === 'ranking',
    why: EDGES,
    remedy: 'Choose stopRule none or eigenvalue.',
  },
  {
    knob: 'select',
    on: ({ select }) => select === 'perturbation',
    why: 'it fixes the operations of edges one by one',
    remedy: 'Choose select best-validation or last.',
  },
  {
    knob: 'gumbelGradient',
    on: ({ gumbelGradient }) => gumbelGradient === 'full',
    why: EDGES,
    remedy: 'Choose gumbelGradient selected.',
  },
];

const applies = ({ space }: SearchConfig): boolean => SEARCH_SPACES[space].kind === 'nasbench';

const methodRule: RefusalRule = (config) => {
  const { method, space } = config;
  return refusing(applies(config) && REFUSED[method] !== undefined, {
    knob: 'method',
    message: `method ${method} does not go with space ${space}, whose operations are on nodes: ${REFUSED[method]}`,
    remedy: `Choose a space of s1–s5, or a method of ${METHOD_NAMES.filter((name) => REFUSED[name] === undefined).join(', ')}.`,
  });
};

export const nasbenchRefusals: readonly RefusalRule[] = [
  methodRule,
  ...OFF.map(
    ({ knob, on, why, remedy }): RefusalRule =>
      (config) =>
        refusing(applies(config) && on(config), {
          knob,
          message: `${knob} ${String(config[knob])} does not go with space ${config.space}: ${why}`,
          remedy,
        }),
  ),
];
