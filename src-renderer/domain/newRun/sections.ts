/** How the knobs are laid out in the form, and which of them mean something with the others as they are. */
import type { MethodName } from '../../../src-shared/methods/names.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { KnobName } from '../../../src-shared/run/knobs.ts';
import { cutoutOn, epsilonSchedule, perturbs as movesA } from '../../../src-shared/run/schedules.ts';
import type { Condition, Section } from '../knobs/knobForm.ts';

/** Knobs that have a place of their own above the sections. */
export const HEAD_KNOBS = [
  'method',
  'space',
  'dataset',
  'seed',
  'name',
] as const satisfies readonly KnobName[];

export const SECTIONS: readonly Section<KnobName>[] = [
  {
    title: 'Method',
    knobs: [
      'epsilon',
      'epsilonStart',
      'samples',
      'iterations',
      'bandwidth',
      'shiftBatch',
      'shiftAverage',
      'project',
      'attackSteps',
      'betaWeight',
    ],
  },
  {
    title: 'Length',
    knobs: ['epochs', 'alphaStartEpoch', 'stepsPerEpoch', 'validationImages', 'trainFraction'],
  },
  { title: 'Supernet', knobs: ['channels', 'layers', 'batch', 'memory'] },
  {
    title: 'Weights: SGD',
    knobs: ['learningRate', 'learningRateMin', 'learningRateShift', 'momentum', 'weightDecay', 'gradClip'],
    folded: true,
  },
  {
    title: 'Alphas: Adam',
    knobs: ['alphaOrder', 'alphaLearningRate', 'alphaBeta1', 'alphaBeta2', 'alphaWeightDecay'],
    folded: true,
  },
  {
    title: 'Augmentation',
    knobs: ['crop', 'flip', 'cutout', 'cutoutLength', 'cutoutProbability'],
    folded: true,
  },
  {
    title: 'Curvature (λ_max)',
    knobs: ['curvature', 'curvatureOver', 'curvatureIterations', 'curvatureTolerance'],
    folded: true,
  },
  {
    title: 'Early stop',
    knobs: ['stopRule', 'stopFactor', 'stopStart', 'maxSkips', 'stopPatience'],
    folded: true,
  },
  {
    title: 'Result and checkpoints',
    knobs: ['select', 'selectEpoch', 'checkpointMinutes', 'keepCheckpoints'],
    folded: true,
  },
  { title: 'Machine', knobs: ['deterministic', 'precision', 'xla'], folded: true },
];

type Needs = Condition<SearchConfig>;

const only = (method: MethodName): Needs => ({
  holds: (config) => config.method === method,
  why: `only ${method} uses it`,
});
const perturbs: Needs = {
  holds: ({ method }) => movesA(method),
  why: 'the method perturbs nothing',
};
const stopsBy = (rule: SearchConfig['stopRule']): Needs => ({
  holds: ({ stopRule }) => stopRule === rule,
  why: `only the stop rule ${rule} uses it`,
});
const shifts = only('ms-darts');
const cuts: Needs = { holds: cutoutOn, why: 'cutout is off' };
const measuresCurvature: Needs = {
  holds: ({ curvature }) => curvature !== 'off',
  why: 'λ_max is not measured',
};

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
  stopFactor: stopsBy('eigenvalue'),
  stopStart: stopsBy('eigenvalue'),
  maxSkips: stopsBy('skips'),
  stopPatience: stopsBy('ranking'),
  cutoutLength: cuts,
  cutoutProbability: cuts,
  curvatureOver: measuresCurvature,
  curvatureIterations: measuresCurvature,
  curvatureTolerance: measuresCurvature,
  selectEpoch: { holds: ({ select }) => select === 'epoch', why: 'another epoch is selected' },
};

const OWN_VALUES: Readonly<Partial<Record<KnobName, (config: SearchConfig) => number>>> = {
  epsilon: (config) => epsilonSchedule(config)(config.epochs),
  epsilonStart: (config) => epsilonSchedule(config)(0),
};

/** What holds while an optional knob is left to its method; undefined for the others. */
export function ownValue(name: KnobName, config: SearchConfig): number | undefined {
  const own = OWN_VALUES[name]?.(config);
  return own === undefined ? undefined : Number(own.toPrecision(6)); // 0.1 + 0.2 shall read 0.3
}

/** Why a knob does nothing with this configuration; undefined where it does something. */
export function idleBecause(name: KnobName, config: SearchConfig): string | undefined {
  const condition = CONDITIONS[name];
  return condition === undefined || condition.holds(config) ? undefined : condition.why;
}
