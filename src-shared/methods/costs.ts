/** What a step of each method costs: `plateau bench methods` measures it and prints the table. */
import { presetConfig } from '../run/presets.ts';
import { stagesOf } from '../run/stages.ts';
import type { MethodName } from './names.ts';

/** A step with an α step, as a multiple of first-order DARTS on the same supernet. */
export interface MethodCost {
  readonly seconds: number;
  readonly memory: number;
  /** Machine and supernet. */
  readonly measuredOn: string;
}

/** Partial channels leave too little of 8 channels: so many are those of the method's own code. */
const CHANNELS: Readonly<Partial<Record<MethodName, number>>> = { 'pc-darts': 16, drnas: 36 };

/** The supernet on which a method is measured, and DARTS beside it. */
export function costNetwork(name: MethodName) {
  return { space: 's5', channels: CHANNELS[name] ?? 8, layers: 5, batch: 32 } as const;
}

/** Time and memory ÷ those of first-order DARTS. */
const RATIOS: Readonly<Record<MethodName, readonly [seconds: number, memory: number]>> = {
  'ms-darts': [1.51, 1.11],
  darts: [1, 1],
  'darts-2nd': [2.55, 1.49],
  'pc-darts': [0.44, 0.66],
  gdas: [1.05, 0.98],
  'sdarts-rs': [1.01, 1],
  'sdarts-adv': [3.72, 1.36],
  'r-darts-dp': [2.53, 1.49],
  'r-darts-l2': [2.55, 1.5],
  'darts-es': [2.53, 1.48],
  'darts-ada': [2.56, 1.48],
  'p-darts': [1.15, 1.1],
  'darts-plus': [1.01, 1],
  'fair-darts': [1.05, 1],
  sgas: [1.04, 1],
  da2s: [1.05, 1.01],
  'darts-pt': [1.18, 1.03],
  'darts-minus': [1.13, 1.02],
  'beta-darts': [1.02, 1],
  'lambda-darts': [2.07, 1.32],
  oles: [1.22, 1.14],
  drnas: [0.32, 0.48],
  random: [0.6, 0.92],
};

function measuredOn(name: MethodName): string {
  const { space, channels, layers, batch } = costNetwork(name);
  const supernet = `both on ${space}, ${channels} channels, ${layers} cells, batch ${batch}`;
  const staged = stagesOf(presetConfig(name)).length > 1;
  return `${supernet}; 2 cores with AVX-512; without λ_max${staged ? '; of its stages the first' : ''}`;
}

export function costOf(name: MethodName): MethodCost {
  const [seconds, memory] = RATIOS[name];
  return { seconds, memory, measuredOn: measuredOn(name) };
}
