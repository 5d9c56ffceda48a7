import { describe, expect, it } from 'vitest';
import { nextStarts } from './queue.ts';

const waiting = [
  { id: 'late', place: '03' },
  { id: 'first', place: '01' },
  { id: 'second', place: '02' },
];

describe('the run queue', () => {
  it('starts the run that has waited longest', () => {
    expect(nextStarts(waiting, [], ['cpu'], 1)).toEqual([{ id: 'first', device: 'cpu' }]);
  });

  it('starts nothing while all devices are full', () => {
    expect(nextStarts(waiting, ['cpu'], ['cpu'], 1)).toEqual([]);
    expect(nextStarts([], [], ['cpu'], 1)).toEqual([]);
  });

  it('puts several runs on a device when told so', () => {
    expect(nextStarts(waiting, ['cpu'], ['cpu'], 3).map(({ id }) => id)).toEqual(['first', 'second']);
  });

  it('spreads runs over the devices, emptiest first', () => {
    expect(nextStarts(waiting, ['gpu:0'], ['gpu:0', 'gpu:1'], 2)).toEqual([
      { id: 'first', device: 'gpu:1' },
      { id: 'second', device: 'gpu:0' },
      { id: 'late', device: 'gpu:1' },
    ]);
  });

  it('counts a run on a device that is gone against the first one', () => {
    expect(nextStarts(waiting, ['gpu:7'], ['cpu'], 1)).toEqual([]);
  });
});
