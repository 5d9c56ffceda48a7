import { describe, expect, test } from 'vitest';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { SPACES } from '../../../src-shared/space/spaces.ts';
import { checkpointEvent, curvatureEvent, epochEvent } from './history.fixture.ts';
import { marksOf } from './marks.ts';
import { epochSeconds, secondsLeft } from './pace.ts';
import { collapseWarnings, genotypeChanges, leadership } from './runFacts.ts';
import { EMPTY_HISTORY, extend } from './runHistory.ts';
import { nearestIndex } from './scrub.ts';

const history = extend(EMPTY_HISTORY, [
  epochEvent(0),
  curvatureEvent(0, 0.1),
  checkpointEvent(0),
  epochEvent(1, 1),
  curvatureEvent(1, 0.2),
  checkpointEvent(1),
  epochEvent(2, 1),
  checkpointEvent(2),
]);
const { epochs } = history;
const config = searchConfigSchema.parse({ space: 's3', epochs: 10, alphaStartEpoch: 0, keepCheckpoints: 2 });

test('a change of the genotype names its epoch and the edges in short words', () => {
  const [change, ...more] = genotypeChanges(epochs);
  expect(more).toEqual([]);
  expect(change?.epoch).toBe(1);
  expect(change?.edges).toHaveLength(8);
  expect(change?.edges[0]).toBe('normal cₖ₋₂ → 0: sep 3 ⇒ skip');
});

test('an operation leads since the epoch after the last one that another led', () => {
  expect(leadership(epochs, SPACES.s3, 'normal', 3)).toEqual({ operation: 'skip_connect', since: 1 });
  expect(leadership(epochs.slice(0, 1), SPACES.s3, 'normal', 3)).toEqual({
    operation: 'sep_conv_3x3',
    since: 0,
  });
  expect(leadership([], SPACES.s3, 'normal', 3)).toBeUndefined();
});

test('the time left is that of the last epochs, and none when all are done', () => {
  expect(epochSeconds(epochs)).toBe(11);
  expect(secondsLeft(epochs, 10)).toBe(77);
  expect(secondsLeft(epochs, 3)).toBeUndefined();
  expect(secondsLeft([], 3)).toBeUndefined();
});

describe('a cell counts as collapsed', () => {
  test('with four skip connections or more', () => {
    expect(collapseWarnings(epochs[0]!, 3)).toEqual([]);
    expect(collapseWarnings(epochs[1]!, 3).join()).toContain('keeps 8 skip connections');
  });

  test('with weights near one-hot, and says which cell', () => {
    const event = { ...epochEvent(0), entropy: { normal: 0.9, reduce: 0.05 } };
    expect(collapseWarnings({ ...epochs[0]!, event }, 3).join()).toContain(
      'reduction cell are nearly one-hot',
    );
    const lost = { ...event, entropy: { normal: 'NaN' as const, reduce: 'NaN' as const } };
    expect(collapseWarnings({ ...epochs[0]!, event: lost }, 3)).toEqual([]);
  });
});

test('marks stand at changes, crossings and at the checkpoints that are still there', () => {
  expect(marksOf(config, history, 4).map(({ kind, at }) => `${kind} ${at}`)).toEqual([
    'genotype 1',
    'lambda 1',
    'checkpoint 1',
    'checkpoint 2',
  ]);
});

test('the cursor goes to the epoch that is nearest to the one asked for', () => {
  expect([-3, 0, 1.4, 99, NaN].map((epoch) => nearestIndex(epochs, epoch))).toEqual([0, 0, 1, 2, 2]);
  expect(nearestIndex([], 3)).toBe(-1);
});
