/** What a step of each method costs, measured with `plateau bench step` and the method's own knobs. */
import type { MethodName } from './names.ts';

/** A step with an α step, as a multiple of first-order DARTS on the same supernet. */
export interface MethodCost {
  readonly seconds: number;
  readonly memory: number;
  /** Machine and supernet. */
  readonly measuredOn: string;
}

const MEASURED_ON =
  's5, 8 channels, 5 cells, batch 32, on 2 cores with AVX-512, without λ_max; of stages the first';

/** Time and memory ÷ those of first-order DARTS. */
const RATIOS: Readonly<Partial<Record<MethodName, readonly [seconds: number, memory: number]>>> = {
  'ms-darts': [1.53, 1.11],
  darts: [1, 1],
  'darts-2nd': [2.58, 1.49],
  gdas: [1.05, 0.98],
  'sdarts-rs': [1.04, 1],
  'sdarts-adv': [3.71, 1.38],
  'r-darts-dp': [2.63, 1.49],
  'r-darts-l2': [2.59, 1.49],
  'p-darts': [1.22, 1.1],
  'darts-plus': [1.03, 1],
  'fair-darts': [1.04, 1],
  sgas: [1.01, 1],
  da2s: [1.02, 1.01],
  'darts-pt': [1, 1.03],
  'darts-minus': [1.05, 1.02],
  'beta-darts': [1.01, 1],
  'lambda-darts': [2.05, 1.32],
};

/** Undefined: not measured. */
export function costOf(name: MethodName): MethodCost | undefined {
  const ratios = RATIOS[name];
  return ratios && { seconds: ratios[0], memory: ratios[1], measuredOn: MEASURED_ON };
}
