/** Which numbers of an event become points of which series of the store. */
import { OPERATION_TENSOR } from '../../src-shared/nasbench/spaces.ts';
import {
  measured,
  type Measured,
  measuredValue,
  type RunEvent,
  type RunEventOf,
} from '../../src-shared/run/events.ts';
import type { EpochQuantity } from '../../src-shared/contract/runs.ts';

type Read<E> = (event: E) => Measured | undefined;

/** The tensors of logits of a space: two cell types, or operations, output, and inputs of single nodes. */
const CELLS = (tensors: number): boolean => tensors === 2;
const NODES = (tensors: number): boolean => tensors > 2;

const joined = (numbers: readonly Measured[], join: (numbers: readonly number[]) => number): Measured =>
  measured(join(numbers.map(measuredValue)));
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** ‖ΔA‖ of the tensor at this place in such a space, or of all from there on joined. */
function shiftOf(
  { shift }: RunEventOf<'step'>,
  fits: (tensors: number) => boolean,
  from: number,
  join?: (numbers: readonly number[]) => number,
): Measured | undefined {
  if (!shift || !fits(shift.length.length)) return undefined;
  return join ? joined(shift.length.slice(from), join) : shift.length[from];
}

/** Per weight step: series `step.<name>`. */
const STEP = {
  loss: (e) => e.loss,
  accuracy: (e) => e.accuracy,
  gradNorm: (e) => e.gradNorm,
  alphaLoss: (e) => e.alphaLoss,
  auxiliaryLoss: (e) => e.auxiliaryLoss,
  learningRate: (e) => e.learningRate,
  epsilon: (e) => e.epsilon,
  shiftNormal: (e) => shiftOf(e, CELLS, 0),
  shiftReduce: (e) => shiftOf(e, CELLS, 1),
  shiftOperations: (e) => shiftOf(e, NODES, 0),
  shiftOutput: (e) => shiftOf(e, NODES, 1),
  shiftInputs: (e) => shiftOf(e, NODES, 2, (lengths) => Math.hypot(...lengths)),
  seconds: (e) => e.seconds,
  dataWait: (e) => e.dataWait,
} satisfies Record<string, Read<RunEventOf<'step'>>>;

/** Per epoch: series `epoch.<name>`. λ_max and λ_min come with an event of their own. */
const EPOCH = {
  trainLoss: (e) => e.trainLoss,
  trainAccuracy: (e) => e.trainAccuracy,
  validationLoss: (e) => e.validationLoss,
  validationAccuracy: (e) => e.validationAccuracy,
  discreteLoss: (e) => e.discreteLoss,
  discreteAccuracy: (e) => e.discreteAccuracy,
  epsilon: (e) => e.epsilon,
  learningRate: (e) => e.learningRate,
  entropyNormal: (e) => e.entropy['normal'],
  entropyReduce: (e) => e.entropy['reduce'],
  entropyOperations: (e) => e.entropy[OPERATION_TENSOR],
  entropyOutput: (e) => e.entropy['output'],
  entropyInputs: ({ entropy }) => {
    const inputs = Object.keys(entropy).filter((name) => name.startsWith('inputs.'));
    return inputs.length === 0
      ? undefined
      : joined(
          inputs.map((name) => entropy[name]!),
          mean,
        );
  },
  skipsNormal: (e) => e.skips?.normal,
  skipsReduce: (e) => e.skips?.reduce,
  seconds: (e) => e.seconds,
} satisfies Partial<Record<EpochQuantity, Read<RunEventOf<'epoch'>>>>;

/** The same of an evaluation. */
const TESTED = {
  trainLoss: (e) => e.trainLoss,
  trainAccuracy: (e) => e.trainAccuracy,
  testLoss: (e) => e.testLoss,
  testAccuracy: (e) => e.testAccuracy,
  testTop5: (e) => e.testTop5,
  validationLoss: (e) => e.validationLoss,
  validationAccuracy: (e) => e.validationAccuracy,
  learningRate: (e) => e.learningRate,
  dropPath: (e) => e.dropPath,
  imagesPerSecond: (e) => e.imagesPerSecond,
  dataWait: (e) => e.dataWait,
  seconds: (e) => e.seconds,
} satisfies Partial<Record<EpochQuantity, Read<RunEventOf<'tested'>>>>;

const CURVATURE = {
  lambdaMax: (e) => e.lambdaMax,
  lambdaMin: (e) => e.lambdaMin,
} satisfies Record<'lambdaMax' | 'lambdaMin', Read<RunEventOf<'curvature'>>>;

export interface Point {
  readonly name: string;
  readonly value: Measured;
}

function points<E>(prefix: string, table: Readonly<Record<string, Read<E>>>, event: E): Point[] {
  return Object.entries(table).flatMap(([name, read]) => {
    const value = read(event);
    return value === undefined ? [] : [{ name: `${prefix}.${name}`, value }];
  });
}

/** The points of series that an event adds; none for most types. */
export function pointsOf(event: RunEvent): Point[] {
  switch (event.type) {
    case 'step':
      return points('step', STEP, event);
    case 'epoch':
      return points('epoch', EPOCH, event);
    case 'tested':
      return points('epoch', TESTED, event);
    case 'curvature':
      return points('epoch', CURVATURE, event);
    case 'notFinite':
      return [{ name: `notFinite.${event.quantity}`, value: event.value }];
    default:
      return [];
  }
}

/** A number as the two columns that hold it: SQLite would turn NaN into NULL without a word. */
export function toColumns(value: Measured): { value: number | null; status: string | null } {
  return typeof value === 'number' ? { value, status: null } : { value: null, status: value };
}

/** The number two columns hold; null when both are empty. */
export function fromColumns(value: number | null, status: string | null): Measured | null {
  return status === null ? value : measured(Number(status));
}
