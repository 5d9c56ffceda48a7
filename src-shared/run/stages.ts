/**
 * A search in stages: each is a search of its own over its epochs, with knobs of its own. Most methods have
 * one; P-DARTS and DrNAS prune between theirs, a grid starts anew for each value, and the selection by
 * perturbation (DARTS-PT) goes on with the trained supernet.
 */
import { listed } from '../methods/methodKnobs.ts';
import { EDGES, NODES } from '../space/spaces.ts';
import type { SearchConfig } from './config.ts';

export interface Stage {
  /** Epochs of this stage. */
  readonly epochs: number;
  /** It starts with new weights and alphas. */
  readonly fresh: boolean;
  /** Operations are fixed one by one (selection by perturbation). */
  readonly tunes?: true;
  /** The configuration with what holds in this stage; its `epochs` are those of the stage. */
  readonly config: SearchConfig;
}

export function stagesOf(config: SearchConfig): Stage[] {
  const searching = searchStages(config).map(({ fresh, knobs }) => ({
    epochs: config.epochs,
    fresh,
    config: { ...config, ...knobs },
  }));
  return config.select === 'perturbation' ? [...searching, tuning(searching.at(-1)!.config)] : searching;
}

interface StageKnobs {
  readonly fresh: boolean;
  readonly knobs: Partial<SearchConfig>;
}

function searchStages(config: SearchConfig): StageKnobs[] {
  const { grid, gridValues, stageLayers, stagePartial, skipDropout } = config;
  if (grid !== 'none') return listed(gridValues).map((value) => ({ fresh: true, knobs: { [grid]: value } }));
  if (stageLayers !== '')
    return listed(stageLayers).map((layers, stage) => ({
      fresh: true,
      knobs: { layers, skipDropout: String(listed(skipDropout)[stage] ?? 0) },
    }));
  if (stagePartial === '') return [{ fresh: true, knobs: {} }];
  return listed(stagePartial).map((partialChannels, stage) => ({
    fresh: stage === 0,
    knobs: { partialChannels },
  }));
}

/** DARTS-PT (ruocwang/darts-pt): a tenth of the learning rate; a decision at the start and every `tuneEvery` epochs. */
function tuning(config: SearchConfig): Stage {
  // One for each edge, then one for each node with more than two inputs; the first comes before any epoch.
  const decisions = EDGES + NODES - 1;
  const epochs = config.tuneEvery * (decisions - 1) + 1;
  const learningRate = config.learningRate / 10;
  const learningRateMin = Math.min(config.learningRateMin, learningRate);
  return {
    epochs,
    fresh: false,
    tunes: true,
    // An extra skip connection (DARTS−) has come to weigh nothing: it goes.
    config: { ...config, epochs, learningRate, learningRateMin, alphaStartEpoch: 0, auxiliarySkip: 0 },
  };
}

export interface StagePlace extends Stage {
  /** Which stage, from 0. */
  readonly index: number;
  /** Epoch of the run at which it begins. */
  readonly begins: number;
}

/** The stage that an epoch of the run is in; the last one beyond the end. */
export function stageAt(config: SearchConfig, epoch: number): StagePlace {
  const stages = stagesOf(config);
  let begins = 0;
  let index = 0;
  while (index < stages.length - 1 && epoch >= begins + stages[index]!.epochs)
    begins += stages[index++]!.epochs;
  return { ...stages[index]!, index, begins };
}

/** Epochs of all stages. */
export function totalEpochs(config: SearchConfig): number {
  return stagesOf(config).reduce((total, { epochs }) => total + epochs, 0);
}
