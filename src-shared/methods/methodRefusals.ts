/** What single methods, and the selection by perturbation, do not go with, and why. */
import { refusing, type RefusalRule } from '../run/refusal.ts';
import type { SearchConfig } from '../run/searchKnobs.ts';
import { SEARCH_SPACES } from '../space/searchSpaces.ts';
import { listed } from './methodKnobs.ts';
import type { MethodName } from './names.ts';

type Reasons = Readonly<Partial<Record<MethodName, string>>>;

/** Methods whose step has no place for the look one weight step ahead. */
const FIRST_ORDER: Reasons = {
  gdas: 'it takes the weight step before the α step',
  sgas: 'its criteria are made for first-order alphas',
  'lambda-darts': 'it changes the weight gradient that a step ahead would have to repeat',
  oles: 'it compares the gradient of the α step with that of the weight step, at the same weights',
  random: 'it takes no α steps',
};

/** Methods that end with edges or operations that they fixed themselves. */
const FIXES_ITSELF: Reasons = {
  sgas: 'it fixes the edges itself while it searches',
  'p-darts': 'it prunes the operations itself between its stages',
  drnas: 'it prunes the operations itself between its stages',
  gdas: 'it trains one operation of an edge at a time, so leaving another one out changes nothing',
  random: 'it ends with the best random architecture',
};

/** Knobs of stages and the methods whose rules prune between them. */
const STAGE_KNOBS = {
  stageLayers: ['p-darts'],
  stagePartial: ['drnas'],
  stageOperations: ['p-darts', 'drnas'],
} as const satisfies Readonly<Partial<Record<keyof SearchConfig, readonly MethodName[]>>>;

function hasReductionCells(space: SearchConfig['space']): boolean {
  return SEARCH_SPACES[space].kind === 'cell';
}

/** Cells that are not reductions. */
function normalCells(layers: number): number {
  return layers - 2;
}

function stageKnobRule(knob: keyof typeof STAGE_KNOBS): RefusalRule {
  const methods: readonly MethodName[] = STAGE_KNOBS[knob];
  return (config) =>
    refusing(config[knob] !== '' && !methods.includes(config.method), {
      knob,
      message: `${knob} must be empty for method ${config.method}, which prunes nothing between stages; got ${config[knob]}`,
      remedy: `Leave ${knob} empty, or choose method ${methods.join(' or ')}.`,
    });
}

export const methodRefusals: readonly RefusalRule[] = [
  stageKnobRule('stageLayers'),
  stageKnobRule('stagePartial'),
  stageKnobRule('stageOperations'),
  ({ method, alphaOrder }) =>
    refusing(alphaOrder === 'second' && FIRST_ORDER[method] !== undefined, {
      knob: 'alphaOrder',
      message: `alphaOrder must be first for method ${method}, got second: ${FIRST_ORDER[method]}`,
      remedy: 'Choose alphaOrder first.',
    }),
  ({ method, select }) =>
    refusing(select === 'perturbation' && FIXES_ITSELF[method] !== undefined, {
      knob: 'select',
      message: `select must not be perturbation for method ${method}: ${FIXES_ITSELF[method]}`,
      remedy: 'Choose select last.',
    }),
  ({ grid, select }) =>
    refusing(select === 'perturbation' && grid !== 'none', {
      knob: 'select',
      message:
        'select must not be perturbation with a grid: it goes on with the last supernet, not with the best',
      remedy: 'Choose grid none and the value that was best.',
    }),
  ({ stopRule, select }) =>
    refusing(select === 'perturbation' && stopRule !== 'none', {
      knob: 'select',
      message: `select must not be perturbation with stopRule ${stopRule}: it needs the supernet of a whole search, and the rule takes the genotype of an earlier epoch`,
      remedy: 'Choose stopRule none, or fewer epochs.',
    }),
  ({ method, stopRule }) =>
    refusing(method === 'random' && stopRule === 'ranking', {
      knob: 'stopRule',
      message: 'stopRule must not be ranking for method random: its alphas stay as they are',
      remedy: 'Choose stopRule none.',
    }),
  ({ method, layers, space }) =>
    refusing(method === 'lambda-darts' && hasReductionCells(space) && normalCells(layers) < 2, {
      knob: 'layers',
      message: `layers must be at least 4 for method lambda-darts, which aligns normal cells with each other, got ${layers}`,
      remedy: 'Choose 4 or more: two of the cells are reductions.',
    }),
  ({ method, edgeNormalisation }) =>
    refusing(method === 'fair-darts' && edgeNormalisation, {
      knob: 'edgeNormalisation',
      message: 'edgeNormalisation must be off for method fair-darts: with its sigmoids edges do not compete',
      remedy: 'Switch edgeNormalisation off.',
    }),
  ({ method, edgeNormalisation }) =>
    refusing(method === 'da2s' && !edgeNormalisation, {
      knob: 'edgeNormalisation',
      message:
        'edgeNormalisation must be on for method da2s: its loss and its genotype need the weights of the edges',
      remedy: 'Switch edgeNormalisation on.',
    }),
  ({ temperature, temperatureMin }) =>
    refusing(temperatureMin > temperature, {
      knob: 'temperatureMin',
      message: `temperatureMin ${temperatureMin} must not exceed temperature ${temperature}`,
      remedy: 'Lower temperatureMin, or raise temperature.',
    }),
  ({ method, stageLayers, stageOperations }) =>
    refusing(
      method === 'p-darts' &&
        stageOperations !== '' &&
        stageLayers !== '' &&
        listed(stageOperations).length < listed(stageLayers).length - 1,
      {
        knob: 'stageOperations',
        message: `stageOperations must say what is kept after each stage but the last, got ${stageOperations} for the stages ${stageLayers}`,
        remedy: `Give ${listed(stageLayers).length} values, e.g. 5,3,1.`,
      },
    ),
];
