import { expect, it } from 'vitest';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { adviceFor } from './advice.ts';

/** 10 MiB an image of the batch and channel; half of it when lean. */
const memory = ({ batch, channels, memory: knob }: SearchConfig): number =>
  batch * channels * (knob === 'lean' ? 5 : 10);

const config = searchConfigSchema.parse({ batch: 64, channels: 16 }); // 10,240 MiB

it('names each change that is enough by itself, the largest batch and the most channels of them', () => {
  expect(adviceFor(config, 6000, memory)).toEqual([
    { change: { memory: 'lean' }, memoryMiB: 5120 },
    { change: { batch: 32 }, memoryMiB: 5120 },
    { change: { channels: 8 }, memoryMiB: 5120 },
  ]);
});

it('adds memory lean where a knob alone does not do', () => {
  // Batch 2 takes 320 MiB, 160 when lean; 2 channels 1280, 640 when lean.
  expect(adviceFor(config, 300, memory)).toEqual([{ change: { memory: 'lean', batch: 2 }, memoryMiB: 160 }]);
});

it('has no advice where nothing is enough', () => {
  expect(adviceFor(config, 1, memory)).toEqual([]);
});

it('tries few of the many values', () => {
  let calls = 0;
  const counting = (each: SearchConfig): number => {
    calls++;
    return memory(each);
  };
  const large = searchConfigSchema.parse({ batch: 4096, channels: 256, memory: 'lean' });
  expect(adviceFor(large, 1_000_000, counting)).toEqual([
    { change: { batch: 776 }, memoryMiB: 993_280 },
    { change: { channels: 48 }, memoryMiB: 983_040 },
  ]);
  expect(calls).toBeLessThan(20);
});
