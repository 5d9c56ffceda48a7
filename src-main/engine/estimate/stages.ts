/** What the stages of a search run: each its own supernet, epochs, and what is measured beside the epochs. */
import { listed } from '../../../src-shared/methods/methodKnobs.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { stagesOf, type Stage } from '../../../src-shared/run/stages.ts';
import { cellSpaceOf } from '../../../src-shared/space/spaceOf.ts';
import { EDGES, NODES, operationsPerEdge } from '../../../src-shared/space/spaces.ts';
import { EDGES_PER_NODE } from '../../../src-shared/genotype/types.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { perCell } from '../supernet/perCell.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import { searchPrograms, type SearchPrograms } from './programs.ts';

/** Architectures that are validated after an epoch: the mixed and the discrete one. */
export const VALIDATED = 2;

export interface PlannedStage extends Stage {
  readonly programs: SearchPrograms;
  /** Passes over the validation images in all its epochs. */
  readonly validations: number;
}

/**
 * Which operations stand for those that are left after pruning to `kept` on an edge, evenly taken from all:
 * which they will be shows only in the search. Undefined: all are there.
 */
export function standIns(config: SearchConfig, kept: number): ActiveOperations | undefined {
  if (kept === Infinity) return undefined;
  const operations = operationsPerEdge(cellSpaceOf(config));
  if (kept >= operations) return undefined;
  const chosen = new Set(Array.from({ length: kept }, (_, index) => Math.floor((index * operations) / kept)));
  const row = Array.from({ length: operations }, (_, index) => chosen.has(index));
  return perCell(() => Array.from({ length: EDGES }, () => row));
}

/** Operations left on an edge in a stage. */
function keptIn({ stageOperations }: SearchConfig, stage: number): number {
  return stage === 0 ? Infinity : (listed(stageOperations)[stage - 1] ?? Infinity);
}

/**
 * Validation passes of the selection by perturbation: each operation of each edge is left out once, then
 * each edge of a node as long as there are more than two; in both cell types.
 */
export function decisionPasses(operations: number): number {
  const ofEdges = Array.from({ length: NODES }, (_, node) => node + 2).reduce((total, edges) => {
    let passes = 0;
    for (let left = edges; left > EDGES_PER_NODE; left--) passes += left;
    return total + passes;
  }, 0);
  return 2 * (EDGES * operations + ofEdges);
}

/** Validation passes in the epochs of a stage. */
function validationsOf({ epochs, config, tunes }: Stage): number {
  const random = config.method === 'random' ? config.candidates : 0;
  const decisions = tunes ? decisionPasses(operationsPerEdge(cellSpaceOf(config))) : 0;
  return epochs * (VALIDATED + random) + decisions;
}

/** The programs of one stage. */
export function stagePrograms(config: SearchConfig, index: number, info: DatasetInfo): SearchPrograms {
  const stage = stagesOf(config)[index]!;
  return searchPrograms(stage.config, info, info.classes.length, standIns(config, keptIn(config, index)));
}

/** Knobs that change from stage to stage and that no graph is made of. */
const OUTSIDE_THE_GRAPH = [
  'epochs',
  'learningRate',
  'learningRateMin',
  'alphaStartEpoch',
  'weightDecay',
] as const;

/** Equal for stages whose programs take as long. */
function shapeKey({ config }: Stage, kept: number): string {
  const outside = Object.fromEntries(OUTSIDE_THE_GRAPH.map((knob) => [knob, 0]));
  return JSON.stringify({ ...config, ...outside, dropPath: config.dropPath > 0, kept });
}

export function plannedStages(config: SearchConfig, info: DatasetInfo): PlannedStage[] {
  const stages = stagesOf(config);
  const built = new Map<string, SearchPrograms>();
  return stages.map((stage, index) => {
    const key = shapeKey(stage, keptIn(config, index));
    const programs = built.get(key) ?? stagePrograms(config, index, info);
    built.set(key, programs);
    return { ...stage, programs, validations: validationsOf(stage) };
  });
}

/** What an estimate cannot know beforehand. */
export function unknowns(config: SearchConfig): string[] {
  const { stageOperations, stopRule, stopAction, method, batch, sgasBatchGrowth } = config;
  return [
    ...(stageOperations === '' ? [] : ['operations evenly taken from all are those that a stage keeps']),
    ...(stopRule === 'none' ? [] : ['the stop rule does not act']),
    ...(stopAction === 'regularise' ? ['no epochs are searched a second time'] : []),
    ...(method === 'sgas' && sgasBatchGrowth > 0
      ? [`batches stay at ${batch} images, no edge is decided`]
      : []),
    ...(config.select === 'perturbation' ? ['a decision measures each operation of an edge once'] : []),
  ];
}
