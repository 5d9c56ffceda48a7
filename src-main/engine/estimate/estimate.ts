/** How long a search takes and how much memory, before it runs. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { EstimateReport } from '../../../src-shared/run/reports.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { halves, stepsOf } from '../search/runData.ts';
import { adviceFor } from './advice.ts';
import type { Machine } from './machine.ts';
import { dataMiB, compileSeconds, memoryMiB, programCost } from './model.ts';
import { OpTimes, timeOperations } from './opTimes.ts';
import { searchPrograms, type SearchPrograms } from './programs.ts';
import { signatures } from './signatures.ts';

/** Hessian-vector products until λ_max has converged: most often 12 to 15. */
const PRODUCTS = 14;
/** Architectures that are validated after an epoch: the mixed and the discrete one. */
const VALIDATED = 2;

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
  const programs = searchPrograms(config, info, info.classes.length);
  const { step, stepWithoutAlpha, evaluation, product } = programs;
  progress('timing operations');
  const list = signatures(new Set([...step, ...stepWithoutAlpha, ...evaluation, ...(product ?? [])]));
  const times = new OpTimes(list, timeOperations(list, budgetSeconds));
  const secondsOf = (nodes: SearchPrograms['step']): number => programCost(nodes, times, machine).seconds;

  const perStep = secondsOf(step);
  const perPlainStep = secondsOf(stepWithoutAlpha);
  const validation = VALIDATED * Math.ceil(split.measured / config.batch) * secondsOf(evaluation);
  const products = Math.min(PRODUCTS, config.curvatureIterations);
  const curvature = product ? products * secondsOf(product) : 0;
  const epoch = stepsPerEpoch * perStep + validation + curvature;
  const epochWithoutAlpha = stepsPerEpoch * perPlainStep + validation + curvature;
  const plainEpochs = Math.min(config.alphaStartEpoch, config.epochs);
  const first = compileSeconds(programs);
  const firstCall = first.step + (plainEpochs > 0 ? perPlainStep : perStep);
  const total =
    first.step + first.others + plainEpochs * epochWithoutAlpha + (config.epochs - plainEpochs) * epoch;

  const needed = memoryOf(config, info, machine, programs, times);
  const limit = machine.memoryMiB ?? Infinity;
  const fits = needed.total <= limit;
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
    epochs: config.epochs,
    alphaStartEpoch: plainEpochs,
    stepsPerEpoch,
    seconds: {
      step: perStep,
      stepWithoutAlpha: perPlainStep,
      epoch,
      epochWithoutAlpha,
      validation,
      curvature,
      firstCall,
      total,
    },
    memoryMiB: needed.total,
    tensorsMiB: needed.tensors,
    fits,
    advice: fits
      ? []
      : adviceFor(config, limit, (other) => memoryOf(other, info, machine).total).map((each) => ({
          ...each,
        })),
    assumed: assumptions(config, machine, products),
  };
}

/** MiB of the process of a run; without times of operations their order is that of their sizes. */
function memoryOf(
  config: SearchConfig,
  info: DatasetInfo,
  machine: Machine,
  programs = searchPrograms(config, info, info.classes.length),
  times = new OpTimes([], new Map()),
): { total: number; tensors: number } {
  const { step, product } = programs;
  const bytes = Math.max(
    ...[step, ...(product ? [product] : [])].map((nodes) => programCost(nodes, times, machine).bytes),
  );
  return memoryMiB(programs, bytes, dataMiB(config, info), machine);
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
    ...(kind === 'GPU' ? ['operations take as long on the GPU as alone, one at a time'] : []),
    ...(known === undefined ? ['the search fits: the memory of the GPU is not known'] : []),
  ];
}
