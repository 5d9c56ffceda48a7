/** One heat: the process of a side, and what its report says in the words of the race. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import {
  benchCurvatureReportSchema,
  benchStepReportSchema,
  type BenchCurvatureReport,
  type BenchStepReport,
  type PeerSide,
} from '../../../src-shared/run/reports.ts';
import { engineReport, programReport } from '../../host/engineCommand.ts';
import { sizeFlags } from './configs.ts';
import { PEER_SCRIPT } from './python.ts';
import type { Heat, Values } from './race.ts';

const least = z.object({ min: z.number() });

/** What peer_torch.py prints for `bench`; the rest of it is passed over. */
export const peerStepSchema = z.object({
  seconds: z.object({ fullStep: least, alphaStep: least, meanShift: least, weightStep: least }),
  maxRssMiB: z.number(),
});

/** What peer_torch.py prints for `bench-hessian`: the time of all rows, scaled from the measured ones. */
export const peerHessianSchema = z.object({ seconds: z.object({ hessian: z.number() }) });

export interface Runner {
  readonly steps: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Plateau's knob of that name. */
  readonly memory: SearchConfig['memory'];
  /** The peer's Python. */
  readonly python: string;
}

/** Rows of the Hessian that the peer times. */
const ROWS = 6;

/** How much work the peer leaves out that cannot change a result. */
const TUNING: Readonly<Record<Exclude<PeerSide, 'plateau'>, readonly string[]>> = {
  tuned: ['--channels-last', '1', '--lean', '1'],
  published: ['--channels-last', '0', '--lean', '0'],
};

/** Minima and peak memory of a step report of either side. */
export function stepValues({
  seconds,
  maxRssMiB,
}: BenchStepReport | z.output<typeof peerStepSchema>): Values {
  return {
    fullStep: seconds.fullStep.min,
    alphaStep: seconds.alphaStep.min,
    meanShift: seconds.meanShift.min,
    weightStep: seconds.weightStep.min,
    peakMemory: maxRssMiB,
  };
}

/** λ_max alone, and with all that a process does before it. */
export function curvatureValues({ seconds, firstCallSeconds }: BenchCurvatureReport): Values {
  const lambdaMax = seconds.lambdaMax.min;
  return { lambdaMax, lambdaMaxCold: lambdaMax + firstCallSeconds };
}

/** The peer has no λ_max but by the full Hessian, whose time holds its set-up. */
export function hessianValues({ seconds: { hessian } }: z.output<typeof peerHessianSchema>): Values {
  return { lambdaMax: hessian, lambdaMaxCold: hessian };
}

/** The peer runs on the processor, so both do; fewer threads than cores need a word to TensorFlow. */
export function raceEnvironment(threads: number, cores = availableParallelism()): Record<string, string> {
  const processor = { CUDA_VISIBLE_DEVICES: '-1' };
  if (threads === cores) return processor;
  return { ...processor, TF_NUM_INTEROP_THREADS: String(threads), TF_NUM_INTRAOP_THREADS: '1' };
}

/** The arguments of the engine's bench for a heat. */
export function engineArguments(
  { what, config }: Heat,
  { steps, memory }: Pick<Runner, 'steps' | 'memory'>,
): string[] {
  const curvature = what === 'step' ? ['--curvature', 'off'] : [];
  return [what, ...sizeFlags(config), '--steps', String(steps), '--memory', memory, ...curvature];
}

/** The arguments of peer_torch.py for a heat. */
export function peerArguments(
  { what, config }: Heat,
  side: Exclude<PeerSide, 'plateau'>,
  steps: number,
  threads: number,
): string[] {
  const work =
    what === 'step' ? ['bench', '--reps', String(steps)] : ['bench-hessian', '--rows', String(ROWS)];
  return [...work, ...sizeFlags(config), '--threads', String(threads), ...TUNING[side], '--json'];
}

/** Runs the process of a heat. */
export async function measure(heat: Heat, runner: Runner): Promise<Values> {
  const { steps, threads, signal, python } = runner;
  const options = { signal, env: raceEnvironment(threads) };
  if (heat.side === 'plateau') {
    const args = engineArguments(heat, runner);
    return heat.what === 'step'
      ? stepValues(await engineReport('bench', args, benchStepReportSchema, options))
      : curvatureValues(await engineReport('bench', args, benchCurvatureReportSchema, options));
  }
  const call = [python, PEER_SCRIPT, ...peerArguments(heat, heat.side, steps, threads)] as const;
  return heat.what === 'step'
    ? stepValues(await programReport('PyTorch', call, peerStepSchema, options))
    : hessianValues(await programReport('PyTorch', call, peerHessianSchema, options));
}
