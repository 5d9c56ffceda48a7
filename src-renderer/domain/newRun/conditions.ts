/** Which knobs mean something with the others as they are. */
import { METHODS } from '../../../src-shared/methods/catalog.ts';
import type { MethodName } from '../../../src-shared/methods/names.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { KnobName } from '../../../src-shared/run/knobs.ts';
import { cutoutOn, epsilonSchedule, perturbs as movesA } from '../../../src-shared/run/schedules.ts';
import type { Condition } from '../knobs/knobForm.ts';

type Needs = Condition<SearchConfig>;

const only = (...methods: MethodName[]): Needs => ({
  holds: ({ method }) => methods.includes(method),
  why: `only ${methods.map((method) => METHODS[method].title).join(' and ')} ${methods.length === 1 ? 'uses' : 'use'} it`,
});
const perturbs: Needs = { holds: ({ method }) => movesA(method), why: 'the method perturbs nothing' };
const stopsBy = (rule: SearchConfig['stopRule']): Needs => ({
  holds: ({ stopRule }) => stopRule === rule,
  why: `only the stop rule ${rule} uses it`,
});
const regularises: Needs = {
  holds: ({ stopRule, stopAction }) => stopRule === 'eigenvalue' && stopAction === 'regularise',
  why: 'only the stop action regularise uses it',
};
const selectsBy = (select: SearchConfig['select'], why: string): Needs => ({
  holds: (config) => config.select === select,
  why,
});
const tunes = selectsBy('perturbation', 'only the selection by perturbation uses it');
const shifts = only('ms-darts');
const cuts: Needs = { holds: cutoutOn, why: 'cutout is off' };
const measuresCurvature: Needs = {
  holds: ({ curvature }) => curvature !== 'off',
  why: 'λ_max is not measured',
};
const stepsAlphas: Needs = {
  holds: ({ method }) => method !== 'random',
  why: `${METHODS.random.title} takes no α steps`,
};
/** Each search of a grid, or each stage, has a value of its own. */
const unlessGridOf = (knob: 'dropPath' | 'weightDecay'): Needs => ({
  holds: ({ grid }) => grid !== knob,
  why: 'each search of the grid has a value of its own',
});
const unlessStaged = (list: 'stageLayers' | 'stagePartial'): Needs => ({
  holds: (config) => config[list] === '',
  why: 'each stage has a value of its own',
});

/** A knob without an entry always means something. */
const CONDITIONS: Readonly<Partial<Record<KnobName, Needs>>> = {
  epsilon: perturbs,
  epsilonStart: perturbs,
  samples: shifts,
  iterations: shifts,
  bandwidth: shifts,
  shiftBatch: shifts,
  shiftAverage: shifts,
  project: shifts,
  attackSteps: only('sdarts-adv'),
  betaWeight: only('beta-darts'),
  temperature: only('gdas'),
  temperatureMin: only('gdas'),
  gumbelGradient: only('gdas'),
  zeroOneWeight: only('fair-darts'),
  zeroOneLoss: only('fair-darts'),
  edgeThreshold: only('fair-darts'),
  sgasCriterion: only('sgas'),
  sgasStart: only('sgas'),
  sgasEvery: only('sgas'),
  sgasBatchGrowth: only('sgas'),
  discreteWeight: only('da2s'),
  discreteRamp: only('da2s'),
  lambdaWeight: only('lambda-darts'),
  lambdaReach: only('lambda-darts'),
  lambdaForm: only('lambda-darts'),
  olesForm: only('oles'),
  olesThreshold: only('oles'),
  olesWindow: only('oles'),
  dirichletWeight: only('drnas'),
  dirichletDistance: only('drnas'),
  skipLimit: only('p-darts'),
  candidates: only('random'),
  stageLayers: only('p-darts'),
  stagePartial: only('drnas'),
  stageOperations: only('p-darts', 'drnas'),
  gridValues: { holds: ({ grid }) => grid !== 'none', why: 'there is no grid' },
  partialChannels: unlessStaged('stagePartial'),
  layers: unlessStaged('stageLayers'),
  dropPath: unlessGridOf('dropPath'),
  weightDecay: unlessGridOf('weightDecay'),
  stopFactor: stopsBy('eigenvalue'),
  stopStart: stopsBy('eigenvalue'),
  stopAction: stopsBy('eigenvalue'),
  stopDecayFactor: regularises,
  stopDecayMost: regularises,
  maxSkips: stopsBy('skips'),
  stopPatience: stopsBy('ranking'),
  selectEpoch: selectsBy('epoch', 'another epoch is selected'),
  tuneEvery: tunes,
  tuneCriterion: tunes,
  alphaOrder: stepsAlphas,
  alphaLearningRate: stepsAlphas,
  alphaBeta1: stepsAlphas,
  alphaBeta2: stepsAlphas,
  alphaWeightDecay: stepsAlphas,
  cutoutLength: cuts,
  cutoutProbability: cuts,
  curvatureOver: measuresCurvature,
  curvatureIterations: measuresCurvature,
  curvatureTolerance: measuresCurvature,
};

/** Why a knob does nothing with this configuration; undefined where it does something. */
export function idleBecause(name: KnobName, config: SearchConfig): string | undefined {
  const condition = CONDITIONS[name];
  return condition === undefined || condition.holds(config) ? undefined : condition.why;
}

const OWN_VALUES: Readonly<Partial<Record<KnobName, (config: SearchConfig) => number>>> = {
  epsilon: (config) => epsilonSchedule(config)(config.epochs),
  epsilonStart: (config) => epsilonSchedule(config)(0),
};

/** What holds while an optional knob is left to its method; undefined for the others. */
export function ownValue(name: KnobName, config: SearchConfig): number | undefined {
  const own = OWN_VALUES[name]?.(config);
  return own === undefined ? undefined : Number(own.toPrecision(6)); // 0.1 + 0.2 shall read 0.3
}
