/** The knobs of an evaluation in sections, and which of them mean something with the others as they are. */
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import type { EvaluationKnobName } from '../../../src-shared/run/knobs.ts';
import type { Condition, Section } from '../knobs/knobForm.ts';

/** Knobs that have a place of their own above the sections. */
export const HEAD_KNOBS = ['dataset', 'seed', 'name'] as const satisfies readonly EvaluationKnobName[];

export const SECTIONS: readonly Section<EvaluationKnobName>[] = [
  {
    title: 'Network',
    knobs: ['channels', 'layers', 'stem', 'auxiliary', 'auxiliaryWeight', 'dropPath', 'batch', 'memory'],
  },
  { title: 'Length', knobs: ['epochs', 'stepsPerEpoch', 'testImages', 'holdOut'] },
  {
    title: 'Training: SGD',
    knobs: [
      'learningRate',
      'learningRateMin',
      'schedule',
      'warmUpEpochs',
      'momentum',
      'weightDecay',
      'gradClip',
      'labelSmoothing',
    ],
    folded: true,
  },
  {
    title: 'Augmentation',
    knobs: ['crop', 'flip', 'cutout', 'cutoutLength', 'cutoutProbability', 'colorJitter'],
    folded: true,
  },
  {
    title: 'Result and checkpoints',
    knobs: ['select', 'checkpointMinutes', 'keepCheckpoints'],
    folded: true,
  },
  { title: 'Where the genotype is from', knobs: ['origin', 'method', 'space'], folded: true },
  { title: 'Machine', knobs: ['deterministic', 'precision', 'xla'], folded: true },
];

const cuts: Condition<EvalConfig> = { holds: ({ cutout }) => cutout, why: 'cutout is off' };

const CONDITIONS: Readonly<Partial<Record<EvaluationKnobName, Condition<EvalConfig>>>> = {
  auxiliaryWeight: { holds: ({ auxiliary }) => auxiliary, why: 'there is no auxiliary head' },
  cutoutLength: cuts,
  cutoutProbability: cuts,
};

/** Why a knob does nothing with this configuration; undefined where it does something. */
export function idleBecause(name: EvaluationKnobName, config: EvalConfig): string | undefined {
  const condition = CONDITIONS[name];
  return condition === undefined || condition.holds(config) ? undefined : condition.why;
}
