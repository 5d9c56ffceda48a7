/** Fields that golden cases of several kinds have, as their authors' code names them, and the knobs they are. */
import { z } from 'zod';
import type { SearchConfigInput } from '../../../src-shared/run/config.ts';

const number = z.number();

/** Sizes of a supernet and its batch. */
export const networkFields = {
  C: z.int(),
  layers: z.int(),
  resolution: z.int(),
  batch: z.int(),
  classes: z.int(),
} as const;

export const shiftFields = { h: number, T: z.int(), N: z.int() } as const;

export const sgdFields = { lr: number, momentum: number, weight_decay: number, grad_clip: number } as const;

/** Of GDAS's code, where the weights' own have a prefix. */
export const gdasFields = {
  taus: z.array(number),
  lr: number,
  w_momentum: number,
  w_weight_decay: number,
  nesterov: z.boolean(),
  grad_clip: number,
} as const;

export const adamFields = {
  arch_lr: number,
  arch_betas: z.tuple([number, number]),
  arch_weight_decay: number,
} as const;

type Of<F extends z.ZodRawShape> = Readonly<z.infer<z.ZodObject<F>>>;
export type Sizes = Of<typeof networkFields>;
export type Shift = Of<typeof shiftFields>;
export type Sgd = Of<typeof sgdFields>;
export type Adam = Of<typeof adamFields>;

export function sgdKnobs({ momentum, weight_decay, grad_clip }: Omit<Sgd, 'lr'>): SearchConfigInput {
  return { momentum, weightDecay: weight_decay, gradClip: grad_clip };
}

export function gdasKnobs(spec: Of<typeof gdasFields> & Adam): SearchConfigInput {
  const { w_momentum: momentum, w_weight_decay: weight_decay, nesterov, grad_clip } = spec;
  return { ...sgdKnobs({ momentum, weight_decay, grad_clip }), nesterov, ...adamKnobs(spec) };
}

export function adamKnobs({
  arch_lr,
  arch_betas: [beta1, beta2],
  arch_weight_decay,
}: Adam): SearchConfigInput {
  return {
    alphaLearningRate: arch_lr,
    alphaBeta1: beta1,
    alphaBeta2: beta2,
    alphaWeightDecay: arch_weight_decay,
  };
}
