import { expect, it } from 'vitest';
import { costLine, measureCosts, type Heat, type MeasuredStep } from './methodCosts.ts';

/** Steps take twice as long in the first round, and those of DARTS half as long as others. */
function stepOf({ method, network, round }: Heat): MeasuredStep {
  const others = method === 'darts' ? 1 : 2;
  return { seconds: (others * network.channels * (3 - round)) / 100, memoryMiB: others * 500 + round };
}

it('each step is measured once a round, that of DARTS before the methods on its supernet', async () => {
  const order: string[] = [];
  await measureCosts(['ms-darts', 'darts', 'drnas', 'oles'], 2, (heat) => {
    order.push(`${heat.round} ${heat.method} ${heat.network.channels}`);
    return Promise.resolve(stepOf(heat));
  });
  const round = ['darts 8', 'ms-darts 8', 'darts 36', 'drnas 36', 'oles 8'];
  expect(order).toEqual([1, 2].flatMap((number) => round.map((step) => `${number} ${step}`)));
});

it('a cost is the ratio of the least to that of DARTS with as many channels', async () => {
  const [oles, drnas, darts] = await measureCosts(['oles', 'drnas', 'darts'], 2, (heat) =>
    Promise.resolve(stepOf(heat)),
  );
  expect(oles).toEqual({
    method: 'oles',
    channels: 8,
    step: { seconds: 0.16, memoryMiB: 1001 },
    seconds: 2,
    memory: 1001 / 501,
  });
  expect(drnas).toMatchObject({ channels: 36, step: { seconds: 0.72 }, seconds: 2 });
  expect(darts).toMatchObject({ channels: 8, seconds: 1, memory: 1 });
});

it('a cost is told as the table of costs has it', () => {
  const cost = { method: 'pc-darts', channels: 16, step: { seconds: 1, memoryMiB: 1 } } as const;
  expect(costLine({ ...cost, seconds: 0.6149, memory: 0.999 })).toBe("'pc-darts': [0.61, 1],");
  expect(costLine({ ...cost, method: 'sgas', seconds: 1.1, memory: 1 })).toBe('sgas: [1.1, 1],');
});
