/** Ratios between the sides of a race. */
import {
  PEER_CONFIGS,
  PEER_QUANTITIES,
  PEER_SIDES,
  type PeerComparison,
  type PeerConfig,
  type PeerMeasurement,
  type PeerQuantity,
  type PeerSide,
} from '../../../src-shared/run/reports.ts';

type ByRound = ReadonlyMap<number, number>;

/** What one side measured of a quantity, by round. */
function byRound(
  measurements: readonly PeerMeasurement[],
  config: PeerConfig,
  side: PeerSide,
  quantity: PeerQuantity,
): ByRound {
  return new Map(
    measurements.flatMap((one) => {
      const value = one.values[quantity];
      return one.config === config && one.side === side && value !== undefined ? [[one.round, value]] : [];
    }),
  );
}

/** The least value of a quantity over all rounds; undefined where none was measured. */
export function minimum(
  measurements: readonly PeerMeasurement[],
  config: PeerConfig,
  side: PeerSide,
  quantity: PeerQuantity,
): number | undefined {
  const values = [...byRound(measurements, config, side, quantity).values()];
  return values.length === 0 ? undefined : Math.min(...values);
}

/**
 * PyTorch ÷ Plateau for each config, quantity and peer: of the minima over all rounds, and the range of the
 * ratios of single rounds. Nothing where no round has both sides.
 */
export function compare(measurements: readonly PeerMeasurement[]): PeerComparison[] {
  const peers = PEER_SIDES.filter((side) => side !== 'plateau');
  return PEER_CONFIGS.flatMap((config) =>
    PEER_QUANTITIES.flatMap((quantity) =>
      peers.flatMap((peer) => {
        const ours = byRound(measurements, config, 'plateau', quantity);
        const theirs = byRound(measurements, config, peer, quantity);
        const ratios = [...ours].flatMap(([round, value]) => {
          const other = theirs.get(round);
          return other === undefined ? [] : [other / value];
        });
        if (ratios.length === 0) return [];
        const ratio = Math.min(...theirs.values()) / Math.min(...ours.values());
        const range = { low: Math.min(...ratios), high: Math.max(...ratios) };
        return [{ config, quantity, peer, ratio, part: 1 / ratio, ...range }];
      }),
    ),
  );
}
