import { expect, test } from 'vitest';
import { runSummarySchema, type RunState, type RunSummary } from '../../src-shared/contract/runs.ts';
import { endOf } from './ends.ts';

function run(state: RunState, changes: Partial<RunSummary> = {}): RunSummary {
  return runSummarySchema.parse({
    ...{ id: '01', folder: '', name: 'ms-darts s5', kind: 'search', method: 'ms-darts', space: 's5' },
    ...{
      methodLabel: 'MS-DARTS',
      dataset: 'cifar10',
      seed: 2,
      group: '',
      state,
      reason: null,
      created: '',
      updated: null,
      device: null,
    },
    ...{ epochs: 40, epochsDone: 40, steps: 0, stepsPerEpoch: null, bestAccuracy: 0.6378, bestEpoch: 3 },
    ...{ lastAccuracy: null, lambdaMax: null, genotype: null, parameters: null, shortened: [], offset: 0 },
    ...{ result: null },
    ...{ tags: [], notes: '', archived: false },
    ...changes,
  });
}

test('a run that finishes is told with its best accuracy', () => {
  expect(endOf('running', run('finished'))).toEqual({
    title: 'Finished: ms-darts s5, seed 2',
    body: '40 epochs. Best validation accuracy 63.8 %.',
  });
});

test('an evaluation that finishes is told with the number it reports, its rule and epoch', () => {
  const result = { accuracy: 0.9731, epoch: 599, rule: 'last' };
  expect(endOf('running', run('finished', { kind: 'evaluation', result }))?.body).toBe(
    '40 epochs. Test accuracy 97.31 %, last epoch, epoch 599.',
  );
});

test('a run that fails is told with its reason', () => {
  expect(endOf('running', run('failed', { reason: 'The loss is NaN.' }))).toEqual({
    title: 'Failed: ms-darts s5, seed 2',
    body: 'The loss is NaN.',
  });
});

test.each([
  ['finished', 'finished'],
  [undefined, 'finished'],
  ['queued', 'running'],
  ['running', 'paused'],
  ['running', 'stopped'],
] as const)('nothing is told of a run that was %s and is %s', (before, after) => {
  expect(endOf(before, run(after))).toBeUndefined();
});
