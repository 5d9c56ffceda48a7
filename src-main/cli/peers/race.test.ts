import { describe, expect, it } from 'vitest';
import { plan, race, type Heat } from './race.ts';

const HEATS = plan({ configs: ['B', 'D'], rounds: 2, sides: ['tuned', 'plateau'], curvature: false });

function label({ round, config, what, side }: Heat): string {
  return `${round} ${config} ${what} ${side}`;
}

describe('the plan of a race', () => {
  it('alternates the sides at each config of a round', () => {
    expect(HEATS.map(label)).toEqual([
      '1 B step tuned',
      '1 B step plateau',
      '1 D step tuned',
      '1 D step plateau',
      '2 B step tuned',
      '2 B step plateau',
      '2 D step tuned',
      '2 D step plateau',
    ]);
  });

  it('trains a genotype at E', () => {
    const heats = plan({ configs: ['A', 'E'], rounds: 1, sides: ['plateau'], curvature: false });
    expect(heats.map(label)).toEqual(['1 A step plateau', '1 E evaluation plateau']);
  });

  it('ends a round with λ_max at B where it is wanted', () => {
    const heats = plan({ configs: ['C'], rounds: 1, sides: ['plateau'], curvature: true });
    expect(heats.map(label)).toEqual(['1 C step plateau', '1 B curvature plateau']);
  });
});

describe('a race', () => {
  it('starts a heat when the one before has ended, and shows the results after each', async () => {
    const order: string[] = [];
    const seen: number[] = [];
    const { measurements, problems } = await race(
      HEATS.slice(0, 2),
      async (heat) => {
        order.push(`start ${heat.side}`);
        await Promise.resolve();
        order.push(`end ${heat.side}`);
        return { fullStep: heat.side === 'tuned' ? 4 : 2 };
      },
      (results) => seen.push(results.measurements.length),
      new AbortController().signal,
    );
    expect(order).toEqual(['start tuned', 'end tuned', 'start plateau', 'end plateau']);
    expect(seen).toEqual([1, 2]);
    expect(measurements).toEqual([
      { config: 'B', side: 'tuned', round: 1, values: { fullStep: 4 } },
      { config: 'B', side: 'plateau', round: 1, values: { fullStep: 2 } },
    ]);
    expect(problems).toEqual([]);
  });

  it('goes on after a heat that failed', async () => {
    const results = await race(
      HEATS.slice(0, 2),
      ({ side }) =>
        side === 'tuned' ? Promise.reject(new Error('out of memory')) : Promise.resolve({ fullStep: 2 }),
      () => undefined,
      new AbortController().signal,
    );
    expect(results.problems).toEqual([{ config: 'B', side: 'tuned', round: 1, message: 'out of memory' }]);
    expect(results.measurements).toHaveLength(1);
  });

  it('keeps what it has when it is interrupted, without a problem of the heat that was cut off', async () => {
    const interrupt = new AbortController();
    const results = await race(
      HEATS,
      ({ side }) => {
        if (side === 'tuned') return Promise.resolve({ fullStep: 4 });
        interrupt.abort();
        return Promise.reject(new Error('ended'));
      },
      () => undefined,
      interrupt.signal,
    );
    expect(results).toEqual({
      measurements: [{ config: 'B', side: 'tuned', round: 1, values: { fullStep: 4 } }],
      problems: [],
    });
  });
});
