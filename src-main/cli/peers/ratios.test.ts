import { describe, expect, it } from 'vitest';
import type { PeerMeasurement, PeerSide } from '../../../src-shared/run/reports.ts';
import { compare, minimum } from './ratios.ts';

function stepAt(round: number, side: PeerSide, fullStep: number, peakMemory: number): PeerMeasurement {
  return { config: 'B', side, round, values: { fullStep, peakMemory } };
}

const MEASUREMENTS = [
  stepAt(1, 'tuned', 6, 2000),
  stepAt(1, 'plateau', 2, 1000),
  stepAt(2, 'tuned', 4, 2200),
  stepAt(2, 'plateau', 1.6, 1600),
];

describe('the ratios of a race', () => {
  it('are of the minima over all rounds, with the range of the single rounds', () => {
    expect(compare(MEASUREMENTS)).toEqual([
      { config: 'B', quantity: 'fullStep', peer: 'tuned', ratio: 2.5, part: 0.4, low: 2.5, high: 3 },
      { config: 'B', quantity: 'peakMemory', peer: 'tuned', ratio: 2, part: 0.5, low: 1.375, high: 2 },
    ]);
  });

  it('leave configs and peers apart', () => {
    const elsewhere: PeerMeasurement = { config: 'A', side: 'tuned', round: 1, values: { fullStep: 1 } };
    const found = compare([...MEASUREMENTS, elsewhere, stepAt(1, 'published', 8, 3000)]);
    expect(found.map(({ config, quantity, peer, ratio }) => [config, quantity, peer, ratio])).toEqual([
      ['B', 'fullStep', 'tuned', 2.5],
      ['B', 'fullStep', 'published', 5],
      ['B', 'peakMemory', 'tuned', 2],
      ['B', 'peakMemory', 'published', 3],
    ]);
  });

  it('need a round in which both sides measured', () => {
    expect(compare([stepAt(1, 'tuned', 6, 2000), stepAt(2, 'plateau', 2, 1000)])).toEqual([]);
    expect(compare([])).toEqual([]);
  });
});

describe('the minimum of a quantity', () => {
  it('is over the rounds of one side', () => {
    expect(minimum(MEASUREMENTS, 'B', 'plateau', 'fullStep')).toBe(1.6);
  });

  it('is absent where nothing was measured', () => {
    expect(minimum(MEASUREMENTS, 'B', 'plateau', 'lambdaMax')).toBeUndefined();
    expect(minimum(MEASUREMENTS, 'C', 'plateau', 'fullStep')).toBeUndefined();
  });
});
