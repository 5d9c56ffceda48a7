/** What the scrubber of a run points out. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { percent } from '../../lib/format.ts';
import { genotypeChanges } from './runFacts.ts';
import { epochAtStep } from './epochSteps.ts';
import { entriesOf, lambdaPoints, type RunHistory } from './runHistory.ts';
import { byStage, stageMarks } from './stageMarks.ts';
import { crossings } from './stopRule.ts';

/** What a mark stands for, in words for the legend; in the order of the legend. */
export const MARK_LABELS = {
  stage: 'stage begins',
  alpha: 'α steps begin',
  genotype: 'genotype changed',
  lambda: 'λ_max over its line',
  best: 'best on the test set',
  reported: 'reported',
  checkpoint: 'checkpoint',
} as const;
export type MarkKind = keyof typeof MARK_LABELS;
export const MARK_KINDS = [
  'stage',
  'alpha',
  'genotype',
  'lambda',
  'best',
  'reported',
  'checkpoint',
] as const satisfies readonly MarkKind[];

export interface Mark {
  readonly kind: MarkKind;
  /** In epochs: the end of epoch e is at e. */
  readonly at: number;
  readonly text: string;
}

/** The checkpoints that are there. */
function checkpointMarks(history: RunHistory, stepsPerEpoch: number | undefined, kept: number): Mark[] {
  if (stepsPerEpoch === undefined) return [];
  const files = new Map(history.checkpoints.map((checkpoint) => [checkpoint.file, checkpoint]));
  return [...files.values()].slice(-kept).map(({ step, reason }) => ({
    kind: 'checkpoint',
    at: epochAtStep(entriesOf(history), stepsPerEpoch, step),
    text: `step ${step}: checkpoint (${reason})`,
  }));
}

/** What the scrubber of a search points out: stages, changes of the genotype, crossings of the stop line, checkpoints. */
export function marksOf(
  config: SearchConfig,
  history: RunHistory,
  stepsPerEpoch: number | undefined,
): Mark[] {
  const stages = stageMarks(config).map(({ x, label, dotted }): Mark => ({
    kind: dotted === true ? 'alpha' : 'stage',
    at: x,
    text: `epoch ${Math.ceil(x)}: ${label}`,
  }));
  const changes = genotypeChanges(history.epochs).map(({ epoch, edges }): Mark => ({
    kind: 'genotype',
    at: epoch,
    text: `epoch ${epoch}: the genotype changed on ${edges.length} edge${edges.length === 1 ? '' : 's'}`,
  }));
  const risen = byStage(config, lambdaPoints(history.epochs)).flatMap(({ points }) => crossings(points));
  const over = risen.map((epoch): Mark => ({
    kind: 'lambda',
    at: epoch,
    text: `epoch ${epoch}: λ_max rose over 1.3 times its least value`,
  }));
  const checkpoints = checkpointMarks(history, stepsPerEpoch, config.keepCheckpoints);
  return [...stages, ...changes, ...over, ...checkpoints];
}

/** What the scrubber of an evaluation points out: its best epoch, the one it reports, checkpoints. */
export function evaluationMarks(
  run: RunSummary,
  history: RunHistory,
  stepsPerEpoch: number | undefined,
  keptCheckpoints: number,
): Mark[] {
  const { bestEpoch, bestAccuracy, result } = run;
  const best: Mark[] =
    bestEpoch === null
      ? []
      : [
          {
            kind: 'best',
            at: bestEpoch,
            text: `epoch ${bestEpoch}: best test accuracy, ${percent(bestAccuracy, 2)}`,
          },
        ];
  const reported: Mark[] =
    result === null
      ? []
      : [
          {
            kind: 'reported',
            at: result.epoch,
            text: `epoch ${result.epoch}: reports ${percent(result.accuracy, 2)}`,
          },
        ];
  return [...best, ...reported, ...checkpointMarks(history, stepsPerEpoch, keptCheckpoints)];
}
