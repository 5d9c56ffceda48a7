/** The race: who starts when. One process at a time, the sides in turn. */
import type {
  BenchPeersReport,
  PeerConfig,
  PeerMeasurement,
  PeerSide,
} from '../../../src-shared/run/reports.ts';
import { describeError } from '../../../src-shared/errors.ts';
import { CONFIGS, CURVATURE_CONFIG } from './configs.ts';

/** One process: a side measures one thing at one config. */
export interface Heat {
  readonly round: number;
  readonly config: PeerConfig;
  readonly what: 'step' | 'evaluation' | 'curvature';
  readonly side: PeerSide;
}

export type Values = PeerMeasurement['values'];
export type Results = Pick<BenchPeersReport, 'measurements' | 'problems'>;

interface Plan {
  readonly configs: readonly PeerConfig[];
  readonly rounds: number;
  /** In the order in which they start. */
  readonly sides: readonly PeerSide[];
  readonly curvature: boolean;
}

/** All heats in order: in a round each config, at a config each side, so that rounds are short and alike. */
export function plan({ configs, rounds, sides, curvature }: Plan): Heat[] {
  const items = [
    ...configs.map((config) => ({ config, what: CONFIGS[config].what })),
    ...(curvature ? [{ config: CURVATURE_CONFIG, what: 'curvature' as const }] : []),
  ];
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    items.flatMap((item) => sides.map((side) => ({ round, ...item, side }))),
  );
}

/**
 * Runs the heats one after the other until `signal`; a heat that fails becomes a problem and the race goes on.
 * `after` sees the results as they are after each heat.
 */
export async function race(
  heats: readonly Heat[],
  measure: (heat: Heat) => Promise<Values>,
  after: (results: Results) => void,
  signal: AbortSignal,
): Promise<Results> {
  const results: Results = { measurements: [], problems: [] };
  const over = (): boolean => signal.aborted; // changes while a heat is awaited
  for (const heat of heats) {
    if (over()) break;
    const { config, side, round } = heat;
    try {
      results.measurements.push({ config, side, round, values: await measure(heat) });
    } catch (error) {
      if (over()) break; // it ended because the user wished it
      results.problems.push({ config, side, round, message: describeError(error) });
    }
    after(results);
  }
  return results;
}
