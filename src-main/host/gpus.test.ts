import { expect, it } from 'vitest';
import { parseGpus } from './gpus.ts';

it('reads what nvidia-smi says of each GPU', () => {
  const csv = `0, NVIDIA H100 80GB HBM3, 87, 61234, 81559, 54
1, NVIDIA GeForce RTX 4090, 0, 12, 24564, 31
`;
  expect(parseGpus(csv)).toEqual([
    { index: 0, name: 'NVIDIA H100 80GB HBM3', load: 0.87, usedMiB: 61234, totalMiB: 81559, temperature: 54 },
    { index: 1, name: 'NVIDIA GeForce RTX 4090', load: 0, usedMiB: 12, totalMiB: 24564, temperature: 31 },
  ]);
});

it('leaves out what a GPU does not measure, and lines that are no GPU', () => {
  const csv = `Warning: infoROM is corrupted at gpu 0000:01:00.0
0, GRID A100D-10C, MIG 1g.10gb, [N/A], [Not Supported], 10240, [N/A]

`;
  expect(parseGpus(csv)).toEqual([
    {
      index: 0,
      name: 'GRID A100D-10C, MIG 1g.10gb',
      load: null,
      usedMiB: null,
      totalMiB: 10240,
      temperature: null,
    },
  ]);
  expect(parseGpus('NVIDIA-SMI has failed because it could not communicate with the driver.')).toEqual([]);
});
