/** One heat: the process of a side, and what its report says in the words of the race. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import {
  benchCurvatureReportSchema,
  benchEvaluationReportSchema,
  type PeerSide,
} from '../../../src-shared/run/reports.ts';
import { engineReport, programReport } from '../../host/engineCommand.ts';
import { configFlags } from './configs.ts';
import { PEER_SCRIPT } from './python.ts';
import type { Heat, Values } from './race.ts';

type Peer = Exclude<PeerSide, 'plateau'>;

export interface Runner {
  readonly steps: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Plateau's knob of that name. */
  readonly memory: SearchConfig['memory'];
  /** The peer's Python. */
  readonly python: string;
}

/** How one thing is measured on both sides; the values are minima and peak memory. */
interface Measure {
  /** Flags of the engine's bench beside those of the config. */
  readonly engineFlags: readonly string[];
  readonly engineValues: z.ZodType<Values>;
  /** Command of peer_torch.py with how often it repeats. */
  readonly peerCommand: (steps: number) => readonly string[];
  readonly peerValues: z.ZodType<Values>;
}

const least = z.object({ min: z.number() });

/** What the report of a search step has on both sides; the rest is passed over. MS-DARTS has all parts. */
const stepSchema = z.object({
  seconds: z.object({ fullStep: least, alphaStep: least, meanShift: least, weightStep: least }),
  maxRssMiB: z.number(),
});

function stepValues({ seconds, maxRssMiB }: z.output<typeof stepSchema>): Values {
  const { fullStep, alphaStep, meanShift, weightStep } = seconds;
  return {
    fullStep: fullStep.min,
    alphaStep: alphaStep.min,
    meanShift: meanShift.min,
    weightStep: weightStep.min,
    peakMemory: maxRssMiB,
  };
}

/** What the report of a training step has on both sides. */
const evaluationSchema = z.object({ seconds: z.object({ step: least }), maxRssMiB: z.number() });

function evaluationValues({ seconds, maxRssMiB }: z.output<typeof evaluationSchema>): Values {
  return { evaluationStep: seconds.step.min, peakMemory: maxRssMiB };
}

/** λ_max alone, and with all that a process does before it. */
const curvatureValues = benchCurvatureReportSchema.transform(({ seconds, firstCallSeconds }) => {
  const lambdaMax = seconds.lambdaMax.min;
  return { lambdaMax, lambdaMaxCold: lambdaMax + firstCallSeconds };
});

/** The peer has no λ_max but by the full Hessian: all rows, scaled from the measured ones, and its set-up. */
const hessianValues = z
  .object({ seconds: z.object({ hessian: z.number() }) })
  .transform(({ seconds: { hessian } }) => ({ lambdaMax: hessian, lambdaMaxCold: hessian }));

/** Rows of the Hessian that the peer times. */
const ROWS = 6;

export const MEASURES: Readonly<Record<Heat['what'], Measure>> = {
  step: {
    engineFlags: ['--curvature', 'off'],
    engineValues: stepSchema.transform(stepValues),
    peerCommand: (steps) => ['bench', '--steps', String(steps)],
    peerValues: stepSchema.transform(stepValues),
  },
  evaluation: {
    engineFlags: [],
    engineValues: benchEvaluationReportSchema.transform(evaluationValues),
    peerCommand: (steps) => ['bench-eval', '--steps', String(steps)],
    peerValues: evaluationSchema.transform(evaluationValues),
  },
  curvature: {
    engineFlags: [],
    engineValues: curvatureValues,
    peerCommand: () => ['bench-hessian', '--rows', String(ROWS)],
    peerValues: hessianValues,
  },
};

/** How much work the peer leaves out that cannot change a result. */
const TUNING: Readonly<Record<Peer, readonly string[]>> = {
  tuned: ['--channels-last', '1', '--lean', '1'],
  published: ['--channels-last', '0', '--lean', '0'],
};

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
  const timing = ['--steps', String(steps), '--memory', memory];
  return [what, ...configFlags(config), ...timing, ...MEASURES[what].engineFlags];
}

/** The arguments of peer_torch.py for a heat. */
export function peerArguments(
  { what, config }: Heat,
  side: Peer,
  { steps, threads }: Pick<Runner, 'steps' | 'threads'>,
): string[] {
  const command = MEASURES[what].peerCommand(steps);
  return [...command, ...configFlags(config), '--threads', String(threads), ...TUNING[side], '--json'];
}

/** Runs the process of a heat. */
export async function measure(heat: Heat, runner: Runner): Promise<Values> {
  const { threads, signal, python } = runner;
  const { engineValues, peerValues } = MEASURES[heat.what];
  const options = { signal, env: raceEnvironment(threads) };
  if (heat.side === 'plateau')
    return engineReport('bench', engineArguments(heat, runner), engineValues, options);
  const call = [python, PEER_SCRIPT, ...peerArguments(heat, heat.side, runner)] as const;
  return programReport('PyTorch', call, peerValues, options);
}
