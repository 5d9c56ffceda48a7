/** Steps of methods against those of first-order DARTS on the same supernets: `plateau bench methods`. */
import { costNetwork } from '../../src-shared/methods/costs.ts';
import type { MethodName } from '../../src-shared/methods/names.ts';

/** One step to measure. */
export interface Heat {
  readonly method: MethodName;
  readonly network: ReturnType<typeof costNetwork>;
  readonly round: number;
}

export interface MeasuredStep {
  readonly seconds: number;
  readonly memoryMiB: number;
}

export interface MeasuredCost {
  readonly method: MethodName;
  readonly channels: number;
  /** Least of all rounds. */
  readonly step: MeasuredStep;
  /** ÷ those of DARTS. */
  readonly seconds: number;
  readonly memory: number;
}

function keyOf(method: MethodName, channels: number): string {
  return `${method} ${channels}`;
}

/** The steps of a round, each once: DARTS before the first method on its supernet. */
function heats(methods: readonly MethodName[], round: number): ReadonlyMap<string, Heat> {
  return new Map(
    methods.flatMap((name) => {
      const network = costNetwork(name);
      return (['darts', name] as const).map(
        (method) => [keyOf(method, network.channels), { method, network, round }] as const,
      );
    }),
  );
}

/** Measures one step after the other, round by round. */
export async function measureCosts(
  methods: readonly MethodName[],
  rounds: number,
  measure: (heat: Heat) => Promise<MeasuredStep>,
): Promise<MeasuredCost[]> {
  const least = new Map<string, MeasuredStep>();
  for (let round = 1; round <= rounds; round++)
    for (const [key, heat] of heats(methods, round)) {
      const step = await measure(heat);
      const before = least.get(key) ?? step;
      least.set(key, {
        seconds: Math.min(before.seconds, step.seconds),
        memoryMiB: Math.min(before.memoryMiB, step.memoryMiB),
      });
    }
  return methods.map((method) => {
    const { channels } = costNetwork(method);
    const [step, darts] = [least.get(keyOf(method, channels))!, least.get(keyOf('darts', channels))!];
    const ratios = { seconds: step.seconds / darts.seconds, memory: step.memoryMiB / darts.memoryMiB };
    return { method, channels, step, ...ratios };
  });
}

/** A cost as src-shared/methods/costs.ts has it: `'ms-darts': [1.53, 1.11],`. */
export function costLine({ method, seconds, memory }: MeasuredCost): string {
  const ratios = [seconds, memory].map((ratio) => Number(ratio.toFixed(2)));
  return `${/^\w+$/u.test(method) ? method : `'${method}'`}: [${ratios.join(', ')}],`;
}
