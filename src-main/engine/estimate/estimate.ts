/** How long a search takes and how much memory, before it runs. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { totalEpochs } from '../../../src-shared/run/stages.ts';
import type { EstimateReport } from '../../../src-shared/run/reports.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { halves, stepsOf } from '../search/runData.ts';
import type { Node } from '../tensorflow/graph.ts';
import { adviceFor } from './advice.ts';
import type { Machine } from './machine.ts';
import { dataMiB, compileSeconds, memoryMiB, programCost } from './model.ts';
import { OpTimes, timeOperations } from './opTimes.ts';
import type { SearchPrograms } from './programs.ts';
import { signatures } from './signatures.ts';
import { plannedStages, stagePrograms, unknowns, VALIDATED, type PlannedStage } from './stages.ts';

/** Hessian-vector products until λ_max has converged: most often 12 to 15. */
const PRODUCTS = 14;

export interface EstimateOptions {
  /** Seconds for the timing of operations. */
  readonly budgetSeconds: number;
  readonly progress: (label: string) => void;
}

export function estimate(
  config: SearchConfig,
  info: DatasetInfo,
  machine: Machine,
  { budgetSeconds, progress }: EstimateOptions,
): EstimateReport {
  const split = halves(config, info);
  const stepsPerEpoch = stepsOf(config, split);
  progress('building the graph');
  const stages = plannedStages(config, info);
  progress('timing operations');
  const list = signatures(new Set(stages.flatMap(({ programs }) => allNodes(programs))));
  const times = new OpTimes(list, timeOperations(list, budgetSeconds));
  const products = Math.min(PRODUCTS, config.curvatureIterations);
  const timed = stages.map((stage) => {
    const costs = stageCosts(stage, { times, machine, products });
    const batches = Math.ceil(split.measured / stage.config.batch);
    return { ...costs, ...stageSeconds(stage, costs, { stepsPerEpoch, batches }) };
  });
  const first = timed[0]!;
  const { programs } = stages[0]!;
  const total = timed.reduce((sum, { build, epochs }) => sum + build + epochs, 0);
  const plainEpochs = Math.min(config.alphaStartEpoch, config.epochs);

  const needed = stages.map((stage) => memoryOf(stage.config, info, machine, stage.programs, times));
  const heaviest = needed.reduce(
    (most, { total: mib }, index) => (mib > needed[most]!.total ? index : most),
    0,
  );
  const { total: memory, tensors } = needed[heaviest]!;
  const limit = machine.memoryMiB ?? Infinity;
  const fits = memory <= limit;
  if (!fits) progress('looking for a configuration that fits');
  return {
    config: summary(config),
    device: {
      kind: machine.kind,
      name: machine.name,
      threads: machine.threads,
      memoryMiB: machine.memoryMiB ?? null,
    },
    network: { parameters: programs.parameters, nodes: programs.loaded },
    epochs: totalEpochs(config),
    alphaStartEpoch: plainEpochs,
    stepsPerEpoch,
    seconds: {
      step: first.step,
      stepWithoutAlpha: first.plainStep,
      epoch: first.epoch,
      epochWithoutAlpha: first.plainEpoch,
      validation: first.validation,
      curvature: first.curvature,
      firstCall: first.firstCall,
      total,
    },
    ...(stages.length === 1
      ? {}
      : {
          stages: stages.map(({ epochs, config: { layers, partialChannels } }, index) => ({
            epochs,
            layers,
            partialChannels,
            seconds: timed[index]!.build + timed[index]!.epochs,
          })),
        }),
    memoryMiB: memory,
    tensorsMiB: tensors,
    fits,
    advice: fits
      ? []
      : adviceFor(config, limit, (other) => memoryOfStage(other, heaviest, info, machine)).map((each) => ({
          ...each,
        })),
    assumed: assumptions(config, machine, products),
  };
}

function allNodes({ step, stepWithoutAlpha, evaluation, product = [] }: SearchPrograms): readonly Node[] {
  return [...step, ...stepWithoutAlpha, ...evaluation, ...product];
}

interface StageCosts {
  readonly step: number;
  readonly plainStep: number;
  /** One batch. */
  readonly evaluation: number;
  /** λ_max after an epoch. */
  readonly curvature: number;
}

/** Seconds of what a stage runs, one time each. */
function stageCosts(
  { programs }: PlannedStage,
  { times, machine, products }: { times: OpTimes; machine: Machine; products: number },
): StageCosts {
  const secondsOf = (nodes: readonly Node[]): number => programCost(nodes, times, machine).seconds;
  return {
    step: secondsOf(programs.step),
    plainStep: secondsOf(programs.stepWithoutAlpha),
    evaluation: secondsOf(programs.evaluation),
    curvature: programs.product ? products * secondsOf(programs.product) : 0,
  };
}

/** Seconds of a whole stage: each is built anew. */
function stageSeconds(
  { programs, config, epochs, validations }: PlannedStage,
  { step, plainStep, evaluation, curvature }: StageCosts,
  { stepsPerEpoch, batches }: { stepsPerEpoch: number; batches: number },
) {
  const compiled = compileSeconds(programs);
  const validation = VALIDATED * batches * evaluation;
  const plainEpochs = Math.min(config.alphaStartEpoch, epochs);
  const steps = stepsPerEpoch * (plainEpochs * plainStep + (epochs - plainEpochs) * step);
  return {
    validation,
    epoch: stepsPerEpoch * step + validation + curvature,
    plainEpoch: stepsPerEpoch * plainStep + validation + curvature,
    firstCall: compiled.step + (plainEpochs > 0 ? plainStep : step),
    build: compiled.step + compiled.others,
    epochs: steps + validations * batches * evaluation + epochs * curvature,
  };
}

/** MiB of the process of a run; without times of operations their order is that of their sizes. */
function memoryOf(
  config: SearchConfig,
  info: DatasetInfo,
  machine: Machine,
  programs: SearchPrograms,
  times = new OpTimes([], new Map()),
): { total: number; tensors: number } {
  const { step, product } = programs;
  const bytes = Math.max(
    ...[step, ...(product ? [product] : [])].map((nodes) => programCost(nodes, times, machine).bytes),
  );
  return memoryMiB(programs, bytes, dataMiB(config, info), machine);
}

function memoryOfStage(config: SearchConfig, stage: number, info: DatasetInfo, machine: Machine): number {
  return memoryOf(config, info, machine, stagePrograms(config, stage, info)).total;
}

function summary(config: SearchConfig): EstimateReport['config'] {
  const { method, space, dataset, channels, layers, batch, memory, epochs, samples, iterations } = config;
  return { method, space, dataset, channels, layers, batch, memory, epochs, samples, iterations };
}

function assumptions(config: SearchConfig, { kind, memoryMiB: known }: Machine, products: number): string[] {
  return [
    'nothing else computes on this machine',
    'batches are ready when a step wants them',
    ...(config.curvature === 'off' ? [] : [`λ_max takes ${products} Hessian-vector products an epoch`]),
    ...unknowns(config),
    ...(kind === 'GPU' ? ['operations take as long on the GPU as alone, one at a time'] : []),
    ...(known === undefined ? ['the search fits: the memory of the GPU is not known'] : []),
  ];
}
