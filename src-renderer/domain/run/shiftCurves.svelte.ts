/** The length of the mean shift over the steps, from the host, read again with each new epoch. */
import { measuredValue } from '../../../src-shared/run/events.ts';
import type { ChartPoint } from '../../lib/chart/spec.ts';
import { client } from '../../state/client.ts';
import { epochAtStep } from './epochSteps.ts';
import type { StepCurve } from './chartParts.ts';
import type { EpochEntry } from './runHistory.ts';

/** Points kept of a curve: a small chart has no room for more. */
const POINTS = 300;

export interface ShiftSource {
  readonly run: string;
  /** Series to read; none: the method has no shift. */
  readonly curves: readonly Pick<StepCurve, 'name'>[];
  readonly epochs: readonly EpochEntry[];
  readonly stepsPerEpoch: number;
}

/** The curves by series name; x in epochs, the end of epoch e at e. */
export function watchShift(source: () => ShiftSource): {
  readonly curves: ReadonlyMap<string, readonly ChartPoint[]>;
} {
  let curves = $state.raw<ReadonlyMap<string, readonly ChartPoint[]>>(new Map());

  async function load({ run, curves: wanted, epochs, stepsPerEpoch }: ShiftSource): Promise<void> {
    const entries = await Promise.all(
      wanted.map(async ({ name }): Promise<[string, ChartPoint[]]> => {
        const answer = await client.invoke('series.curves', { runs: [run], name, maxPoints: POINTS });
        const points = answer.curves[0]?.points ?? [];
        const placed = points.map(({ step, value }) => ({
          x: epochAtStep(epochs, stepsPerEpoch, step),
          y: measuredValue(value),
        }));
        // The charts over epochs begin where epoch 0 ends.
        return [name, placed.filter(({ x }) => x >= 0)];
      }),
    );
    curves = new Map(entries);
  }

  $effect(() => {
    const now = source();
    // Without an answer the chart stays as it was; the view tells when the host is away.
    if (now.epochs.length > 0 && now.curves.length > 0) load(now).catch(() => undefined);
  });
  return {
    get curves() {
      return curves;
    },
  };
}
