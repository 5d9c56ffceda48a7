/** How `search --help` is laid out: the knobs under headings, methods and presets below them. */
import { METHODS } from '../../src-shared/methods/catalog.ts';
import { ruleKnobs, structureKnobs } from '../../src-shared/methods/methodKnobs.ts';
import { METHOD_NAMES, type MethodName } from '../../src-shared/methods/names.ts';
import { checkpointKnobs, engineKnobs, imageKnobs, sgdKnobs } from '../../src-shared/run/commonKnobs.ts';
import { KNOB_NAMES, type KnobName } from '../../src-shared/run/knobs.ts';
import { PRESETS } from '../../src-shared/run/presets.ts';
import type { HelpLists } from './configOptions.ts';

type Groups = Readonly<Record<string, readonly KnobName[]>>;

const keys = (knobs: Readonly<Partial<Record<KnobName, unknown>>>): KnobName[] =>
  KNOB_NAMES.filter((name) => Object.hasOwn(knobs, name));

const COMMON: Groups = {
  'What is searched:': ['name', 'method', 'space', 'dataset', 'seed'],
  'Supernet and length:': [
    'channels',
    'layers',
    'batch',
    'epochs',
    'stepsPerEpoch',
    'validationImages',
    'trainFraction',
    'alphaStartEpoch',
  ],
  'Weights (SGD):': [...keys(sgdKnobs), 'learningRateMin', 'learningRateShift', 'batchNormMomentum'],
  'Alphas (Adam):': ['alphaOrder', 'alphaLearningRate', 'alphaBeta1', 'alphaBeta2', 'alphaWeightDecay'],
  'Images:': [...keys(imageKnobs), 'cutout', 'cutoutLength', 'cutoutProbability'],
  'Curvature (λ_max):': ['curvature', 'curvatureOver', 'curvatureIterations', 'curvatureTolerance'],
  'Structure and grids, for any method:': keys(structureKnobs),
  'Genotype and early stop, for any method:': [
    'select',
    'selectEpoch',
    'stopRule',
    'stopFactor',
    'stopStart',
    'maxSkips',
    'stopPatience',
    ...keys(ruleKnobs),
  ],
  'Machine and checkpoints:': [...keys(engineKnobs), ...keys(checkpointKnobs)],
};

/** The page of a method names its knobs; a heading is that of all methods which a knob is of. */
function byMethod(): Groups {
  const placed: ReadonlySet<KnobName> = new Set(Object.values(COMMON).flat());
  const groups: Record<string, KnobName[]> = {};
  for (const knob of KNOB_NAMES.filter((name) => !placed.has(name))) {
    const methods = METHOD_NAMES.filter((name: MethodName) => METHODS[name].knobs.includes(knob));
    const heading = methods.length === 0 ? 'Others:' : `Only ${methods.join(', ')}:`;
    (groups[heading] ??= []).push(knob);
  }
  return groups;
}

export const SEARCH_KNOB_GROUPS: Groups = { ...COMMON, ...byMethod() };

const { demo, small } = PRESETS;
export const SEARCH_LISTS: HelpLists = {
  'Methods (--method; with --preset demo or small on a small network; `plateau methods <name>` explains one):':
    METHODS,
  'Presets:': { demo, small },
};
