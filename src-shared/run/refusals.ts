/**
 * Knobs that make no sense together. Each rule looks at one thing and says the value, the bound and what to do;
 * what is allowed value by value stands in the knobs themselves.
 */
import type { z } from 'zod';
import { explainIssue } from '../contract/issues.ts';
import { listed, structureKnobs } from '../methods/methodKnobs.ts';
import { methodRefusals } from '../methods/methodRefusals.ts';
import { nasbenchRefusals } from '../methods/nasbenchRefusals.ts';
import { hasChoiceOfLearnables } from '../space/learnable.ts';
import { SEARCH_SPACES } from '../space/searchSpaces.ts';
import { layersKnob, sgdKnobs } from './commonKnobs.ts';
import { refusing, type Refusal, type RefusalRule } from './refusal.ts';
import type { SearchConfig } from './searchKnobs.ts';

/** Channels that the operations of a node see at least. */
const LEAST_PARTIAL = 2;

type ListKnob = 'gridValues' | 'stageLayers' | 'stageOperations' | 'stagePartial' | 'skipDropout';

/** What one value of a list may be. */
function schemaOf(knob: ListKnob, { grid }: SearchConfig): z.ZodType | undefined {
  if (knob === 'stageLayers') return layersKnob;
  if (knob === 'stagePartial' || knob === 'stageOperations') return structureKnobs.partialChannels;
  if (knob === 'skipDropout' || grid === 'dropPath') return structureKnobs.dropPath;
  return grid === 'weightDecay' ? sgdKnobs.weightDecay : undefined;
}

function listRule(knob: ListKnob): RefusalRule {
  return (config) => {
    const schema = schemaOf(knob, config);
    for (const value of listed(config[knob])) {
      const issue = schema?.safeParse(value).error?.issues[0];
      if (!issue) continue;
      const { problem, remedy } = explainIssue(issue, value);
      return { knob, message: `${knob} ${problem.replace(/\.$/u, '')}`, remedy };
    }
    return undefined;
  };
}

/** Stages of the search proper: one a value of the list that makes them. */
function stageCount({ stageLayers, stagePartial }: SearchConfig): number {
  return Math.max(1, listed(stageLayers === '' ? stagePartial : stageLayers).length);
}

/** Epochs of the search proper. */
function searchEpochs(config: SearchConfig): number {
  const searches = config.grid === 'none' ? 1 : listed(config.gridValues).length;
  return searches * stageCount(config) * config.epochs;
}

const isStaged = ({ stageLayers, stagePartial }: SearchConfig): boolean =>
  stageLayers !== '' || stagePartial !== '';

/** A list with a value a stage has no more of them than there are stages. */
function perStage(knob: 'stageOperations' | 'skipDropout'): RefusalRule {
  return (config) => {
    const [values, stages] = [listed(config[knob]).length, stageCount(config)];
    return refusing(values > stages, {
      knob,
      message: `${knob} must have at most one value a stage, ${stages}, got ${values}: ${config[knob]}`,
      remedy: `Give ${stages === 1 ? 'one value' : `${stages} values`}, or more stages (stageLayers, stagePartial).`,
    });
  };
}

/** The even number of channels next to the one asked for that every K divides with enough left. */
function channelsFor(partials: readonly number[], channels: number): number | undefined {
  const fits = (count: number): boolean =>
    partials.every((partial) => count % partial === 0 && count / partial >= LEAST_PARTIAL);
  const candidates = Array.from({ length: 128 }, (_, index) => 2 * (index + 1)).filter(fits);
  return candidates.toSorted((a, b) => Math.abs(a - channels) - Math.abs(b - channels))[0];
}

/** Every K divides the channels: the operations see C/K of them, in the cells after a reduction twice as many. */
function partialRule(knob: 'partialChannels' | 'stagePartial'): RefusalRule {
  return (config) => {
    const { channels } = config;
    const partials = knob === 'partialChannels' ? [config.partialChannels] : listed(config.stagePartial);
    const wrong = partials.find(
      (partial) => partial > 1 && (channels % partial !== 0 || channels / partial < LEAST_PARTIAL),
    );
    const better = channelsFor(partials, channels);
    const others = Array.from({ length: 64 }, (_, index) => index + 1).filter(
      (partial) => channels % partial === 0 && channels / partial >= LEAST_PARTIAL,
    );
    return refusing(wrong !== undefined, {
      knob,
      message: `${knob} must divide channels ${channels} and leave at least ${LEAST_PARTIAL}, got ${wrong}`,
      remedy: `Choose from ${others.join(', ')}${better === undefined ? '' : `, or channels ${better}`}.`,
    });
  };
}

const RULES: readonly RefusalRule[] = [
  ({ channels }) =>
    refusing(channels % 2 !== 0, {
      knob: 'channels',
      message: `channels must be even, got ${channels}`,
      remedy: `Choose an even number, e.g. ${channels + 1}.`,
    }),
  ({ learningRate, learningRateMin }) =>
    refusing(learningRateMin > learningRate, {
      knob: 'learningRateMin',
      message: `learningRateMin ${learningRateMin} must not exceed learningRate ${learningRate}`,
      remedy: 'Lower learningRateMin, or raise learningRate.',
    }),
  ({ grid, gridValues }) =>
    refusing(grid !== 'none' && gridValues === '', {
      knob: 'gridValues',
      message: 'gridValues must not be empty with a grid',
      remedy: 'Give the values with commas between them, or grid none.',
    }),
  listRule('gridValues'),
  listRule('stageLayers'),
  listRule('stageOperations'),
  listRule('stagePartial'),
  listRule('skipDropout'),
  (config) =>
    refusing(config.grid !== 'none' && isStaged(config), {
      knob: 'grid',
      message: `grid must be none for the stages of ${config.method}: both are searches one after the other`,
      remedy: 'Choose grid none and start a search for each value.',
    }),
  (config) =>
    refusing(config.stopRule !== 'none' && (config.grid !== 'none' || isStaged(config)), {
      knob: 'stopRule',
      message: `stopRule must be none with ${config.grid === 'none' ? `the stages of ${config.method}` : `a grid over ${config.grid}`}, got ${config.stopRule}: it would end all searches at the first one's stop`,
      remedy:
        config.grid === 'none'
          ? 'Choose stopRule none.'
          : 'Choose stopRule none, or grid none and a search for each value.',
    }),
  ({ stageLayers, stagePartial }) =>
    refusing(stageLayers !== '' && stagePartial !== '', {
      knob: 'stagePartial',
      message: `stagePartial must be empty beside stageLayers ${stageLayers}, got ${stagePartial}`,
      remedy: 'Leave one of them empty.',
    }),
  perStage('stageOperations'),
  perStage('skipDropout'),
  ({ stageOperations }) =>
    refusing(
      listed(stageOperations).some((kept, index, all) => index > 0 && kept > all[index - 1]!),
      {
        knob: 'stageOperations',
        message: `stageOperations must not rise from stage to stage, got ${stageOperations}`,
        remedy: 'What was pruned does not come back: give the largest number first.',
      },
    ),
  (config) => (config.stagePartial === '' ? partialRule('partialChannels')(config) : undefined),
  partialRule('stagePartial'),
  (config) =>
    refusing(config.select === 'epoch' && config.selectEpoch >= searchEpochs(config), {
      knob: 'selectEpoch',
      message: `selectEpoch must be < epochs ${searchEpochs(config)}, got ${config.selectEpoch}`,
      remedy: `Epochs count from 0: choose one of 0–${searchEpochs(config) - 1}.`,
    }),
  ({ stopRule, curvature }) =>
    refusing(stopRule === 'eigenvalue' && curvature === 'off', {
      knob: 'curvature',
      message: 'curvature must be epoch for stopRule eigenvalue, got off',
      remedy: 'Choose curvature epoch: the rule looks at λ_max.',
    }),
  ({ stopAction, stopRule }) =>
    refusing(stopAction === 'regularise' && stopRule !== 'eigenvalue', {
      knob: 'stopAction',
      message: `stopAction regularise needs stopRule eigenvalue, got ${stopRule}`,
      remedy: 'Choose stopRule eigenvalue, or stopAction end.',
    }),
  ({ stopRule, space }) =>
    refusing(stopRule === 'ranking' && !hasChoiceOfLearnables(SEARCH_SPACES[space]), {
      knob: 'stopRule',
      message: `stopRule ranking needs edges with two operations with weights, which space ${space} has not`,
      remedy: 'Choose stopRule skips or eigenvalue, or space s1 or s5.',
    }),
];

/** What speaks against a configuration, most basic first. */
export function refusals(config: SearchConfig): Refusal[] {
  return [...nasbenchRefusals, ...RULES, ...methodRefusals].flatMap((rule) => rule(config) ?? []);
}
