/** How the knobs are laid out in the form. What they need to mean something stands in `conditions.ts`. */
import type { KnobName } from '../../../src-shared/run/knobs.ts';
import type { Section } from '../knobs/knobForm.ts';

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
      'temperature',
      'temperatureMin',
      'gumbelGradient',
      'zeroOneWeight',
      'zeroOneLoss',
      'edgeThreshold',
      'sgasCriterion',
      'sgasStart',
      'sgasEvery',
      'sgasBatchGrowth',
      'discreteWeight',
      'lambdaWeight',
      'lambdaReach',
      'lambdaForm',
      'olesThreshold',
      'olesWindow',
      'dirichletWeight',
      'dirichletDistance',
      'skipLimit',
      'candidates',
    ],
  },
  {
    title: 'Compose',
    knobs: [
      'partialChannels',
      'edgeNormalisation',
      'auxiliarySkip',
      'dropPath',
      'stopRule',
      'stopFactor',
      'stopStart',
      'stopAction',
      'stopDecayFactor',
      'stopDecayMost',
      'maxSkips',
      'stopPatience',
      'select',
      'selectEpoch',
      'tuneEvery',
      'tuneCriterion',
    ],
  },
  {
    title: 'Length',
    knobs: ['epochs', 'alphaStartEpoch', 'stepsPerEpoch', 'validationImages', 'trainFraction'],
  },
  {
    title: 'Stages and grids',
    knobs: ['stageLayers', 'stagePartial', 'stageOperations', 'skipDropout', 'grid', 'gridValues'],
    folded: true,
  },
  { title: 'Supernet', knobs: ['channels', 'layers', 'batch', 'memory'] },
  {
    title: 'Weights: SGD',
    knobs: ['learningRate', 'learningRateMin', 'learningRateShift', 'momentum', 'nesterov', 'weightDecay', 'gradClip'],
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
  { title: 'Checkpoints', knobs: ['checkpointMinutes', 'keepCheckpoints'], folded: true },
  { title: 'Machine', knobs: ['deterministic', 'precision', 'xla'], folded: true },
];
