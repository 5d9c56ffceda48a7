/** What changes from epoch to epoch: ε, the learning rate and the probability of cutout. Epochs count from 0. */
import type { MethodName } from '../methods/names.ts';
import { SEARCH_SPACES } from '../space/searchSpaces.ts';
import type { SearchConfig } from './config.ts';
import type { EvalConfig } from './evalConfig.ts';

interface EpsilonDefault {
  readonly end: number;
  /** ε at epoch 0, from the ε of the end. */
  readonly start: (end: number) => number;
}

const CONSTANT_ZERO: EpsilonDefault = { end: 0, start: () => 0 };
/** SmoothDARTS (xiangning-chen/SmoothDARTS:sota/cnn/train_search.py): .03 → .3. */
const SMOOTH_DARTS: EpsilonDefault = { end: 0.3, start: () => 0.03 };

const EPSILON_DEFAULTS: Readonly<Partial<Record<MethodName, EpsilonDefault>>> = {
  // aaron851113/MS-DARTS:sota/cnn/train_search_ms.py: ε/10 → ε with ε = .25.
  'ms-darts': { end: 0.25, start: (end) => end / 10 },
  'sdarts-rs': SMOOTH_DARTS,
  'sdarts-adv': SMOOTH_DARTS,
};

/** Whether the method moves A before the weight step. */
export function perturbs(method: MethodName): boolean {
  return method in EPSILON_DEFAULTS;
}

/** Radius ε(e) = start + (ε − start)·e/E of the perturbation of A; method defaults fill what the config leaves open. */
export function epsilonSchedule(config: SearchConfig): (epoch: number) => number {
  const byDefault = EPSILON_DEFAULTS[config.method] ?? CONSTANT_ZERO;
  const end = config.epsilon ?? byDefault.end;
  const start = config.epsilonStart ?? byDefault.start(end);
  return (epoch) => start + ((end - start) * epoch) / config.epochs;
}

type CosineKnobs = Pick<SearchConfig, 'learningRate' | 'learningRateMin' | 'epochs'> &
  Partial<Pick<SearchConfig, 'learningRateShift'>>;

/** Learning rate of the weights: lrMin + (lr − lrMin)·(1 + cos(π(e + shift)/E))/2. */
export function cosineLearningRate(config: CosineKnobs, epoch: number): number {
  const { learningRate, learningRateMin, learningRateShift = 0, epochs } = config;
  const turn = Math.cos((Math.PI * (epoch + learningRateShift)) / epochs);
  return learningRateMin + ((learningRate - learningRateMin) * (1 + turn)) / 2;
}

/** Whether training images are cut at all; `auto` follows the authors of the space. */
export function cutoutOn(config: SearchConfig): boolean {
  return config.cutout === 'auto' ? SEARCH_SPACES[config.space].cutout : config.cutout !== 'off';
}

/** Probability that a training image is cut in this epoch: p, or p·e/(E − 1) on a ramp. */
export function cutoutProbabilityAt(config: SearchConfig, epoch: number): number {
  if (!cutoutOn(config)) return 0;
  if (config.cutout !== 'ramp' || config.epochs === 1) return config.cutoutProbability;
  return (config.cutoutProbability * epoch) / (config.epochs - 1);
}

const EVALUATION_SCHEDULES: Readonly<
  Record<EvalConfig['schedule'], (config: EvalConfig, epoch: number) => number>
> = {
  cosine: cosineLearningRate,
  linear: ({ learningRate, learningRateMin, epochs }, epoch) =>
    learningRateMin + (learningRate - learningRateMin) * (1 - epoch / epochs),
};

/** Learning rate of an evaluation: lr·(e + 1)/W in the W warm-up epochs (PC-DARTS), then its schedule at e. */
export function evaluationLearningRate(config: EvalConfig, epoch: number): number {
  const { schedule, warmUpEpochs, learningRate } = config;
  if (epoch < warmUpEpochs) return (learningRate * (epoch + 1)) / warmUpEpochs;
  return EVALUATION_SCHEDULES[schedule](config, epoch);
}

/** Probability that drop path drops a branch: p·e/E (DARTS's train.py). */
export function dropPathAt(
  { dropPath, epochs }: Pick<EvalConfig, 'dropPath' | 'epochs'>,
  epoch: number,
): number {
  return (dropPath * epoch) / epochs;
}
