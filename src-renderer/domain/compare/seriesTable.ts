/** Every series that the store keeps of a run: what it is called, its unit, and which end of it is the good one. */
import type { EpochQuantity } from '../../../src-shared/contract/runs.ts';

export interface SeriesLook {
  readonly title: string;
  /** After the title on an axis; '' for numbers without one. */
  readonly unit: string;
  /** From what is stored to what is shown: accuracies are stored as parts of one. */
  readonly factor: number;
  /** Which end is the better one; absent where neither is. */
  readonly better?: 'high' | 'low';
  readonly scale: 'linear' | 'symlog';
}

/** The series of single weight steps. */
type StepQuantity =
  | 'loss'
  | 'accuracy'
  | 'gradNorm'
  | 'alphaLoss'
  | 'auxiliaryLoss'
  | 'learningRate'
  | 'epsilon'
  | 'shiftNormal'
  | 'shiftReduce'
  | 'shiftOperations'
  | 'shiftInputs'
  | 'shiftOutput'
  | 'seconds'
  | 'dataWait';

export type SeriesName = `epoch.${EpochQuantity}` | `step.${StepQuantity}`;

const plain = { unit: '', factor: 1, scale: 'linear' } as const;
const accuracy = { unit: '%', factor: 100, better: 'high', scale: 'linear' } as const;
const loss = { ...plain, better: 'low' } as const;
const seconds = { ...plain, unit: 's', better: 'low' } as const;

export const SERIES = {
  'epoch.validationAccuracy': { title: 'validation accuracy', ...accuracy },
  'epoch.validationLoss': { title: 'validation loss', ...loss },
  'epoch.testAccuracy': { title: 'test accuracy', ...accuracy },
  'epoch.testLoss': { title: 'test loss', ...loss },
  'epoch.testTop5': { title: 'test accuracy, top-5', ...accuracy },
  'epoch.trainAccuracy': { title: 'training accuracy', ...accuracy },
  'epoch.trainLoss': { title: 'training loss', ...loss },
  'epoch.discreteAccuracy': { title: 'discrete accuracy', ...accuracy },
  'epoch.discreteLoss': { title: 'discrete loss', ...loss },
  'epoch.lambdaMax': { ...plain, title: 'λ_max', better: 'low', scale: 'symlog' },
  'epoch.lambdaMin': { ...plain, title: 'λ_min', scale: 'symlog' },
  'epoch.entropyNormal': { ...plain, title: 'entropy of A, normal cell', unit: 'nat' },
  'epoch.entropyReduce': { ...plain, title: 'entropy of A, reduction cell', unit: 'nat' },
  'epoch.entropyOperations': { ...plain, title: 'entropy of A, operations', unit: 'nat' },
  'epoch.entropyInputs': { ...plain, title: 'entropy of A, parents of nodes', unit: 'nat' },
  'epoch.entropyOutput': { ...plain, title: 'entropy of A, parents of the output', unit: 'nat' },
  'epoch.skipsNormal': { ...plain, title: 'skip connections, normal cell' },
  'epoch.skipsReduce': { ...plain, title: 'skip connections, reduction cell' },
  'epoch.epsilon': { ...plain, title: 'ε' },
  'epoch.learningRate': { ...plain, title: 'learning rate' },
  'epoch.dropPath': { ...plain, title: 'drop path probability' },
  'epoch.imagesPerSecond': { ...plain, title: 'training images per second', better: 'high' },
  'epoch.seconds': { ...seconds, title: 'time of an epoch' },
  'epoch.dataWait': { ...seconds, title: 'wait for data in an epoch' },
  'step.loss': { title: 'loss of the weight step', ...loss },
  'step.accuracy': { title: 'accuracy of the weight step', ...accuracy },
  'step.alphaLoss': { title: 'loss of the α step', ...loss },
  'step.auxiliaryLoss': { title: 'loss of the auxiliary head', ...loss },
  'step.gradNorm': { ...plain, title: 'gradient norm', scale: 'symlog' },
  'step.shiftNormal': { ...plain, title: 'shift ‖ΔA‖, normal cell' },
  'step.shiftReduce': { ...plain, title: 'shift ‖ΔA‖, reduction cell' },
  'step.shiftOperations': { ...plain, title: 'shift ‖ΔA‖, operations' },
  'step.shiftInputs': { ...plain, title: 'shift ‖ΔA‖, parents of nodes' },
  'step.shiftOutput': { ...plain, title: 'shift ‖ΔA‖, parents of the output' },
  'step.epsilon': { ...plain, title: 'ε of the step' },
  'step.learningRate': { ...plain, title: 'learning rate of the step' },
  'step.seconds': { ...seconds, title: 'time of a step' },
  'step.dataWait': { ...seconds, title: 'wait for data' },
} as const satisfies Record<SeriesName, SeriesLook>;

export function isSeriesName(name: string): name is SeriesName {
  return Object.hasOwn(SERIES, name);
}

/** The look of a series, seen as any look. */
export function seriesLook(name: SeriesName): SeriesLook {
  return SERIES[name];
}

/** All names, the most asked for first; what is measured once an epoch before what every step has. */
export const SERIES_NAMES = Object.keys(SERIES).filter(isSeriesName);

export function isStepSeries(name: SeriesName): boolean {
  return name.startsWith('step.');
}

/** Title with the unit, as an axis has it: `validation accuracy, %`. */
export function seriesLabel(name: SeriesName): string {
  const { title, unit } = seriesLook(name);
  return unit === '' ? title : `${title}, ${unit}`;
}
