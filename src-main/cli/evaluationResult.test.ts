import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runSummarySchema, type RunSummary } from '../../src-shared/contract/runs.ts';
import { bestText, resultText, seedsResult, seedsTable, seedsText } from './evaluationResult.ts';

function run(seed: number, fields: Partial<RunSummary> = {}): RunSummary {
  return runSummarySchema.parse({
    id: `01JQZ000000000000000000${String(seed).padStart(3, '0')}`,
    folder: '/runs',
    name: 'evaluation DARTS_V2 cifar10',
    kind: 'evaluation',
    method: '',
    methodLabel: '',
    space: '',
    dataset: 'cifar10',
    seed,
    group: 'g',
    state: 'finished',
    reason: null,
    created: '2026-01-01T00:00:00.000Z',
    updated: null,
    device: 'cpu',
    epochs: 600,
    epochsDone: 600,
    steps: 312_000,
    stepsPerEpoch: 520,
    bestAccuracy: 0.975,
    bestEpoch: 590,
    lastAccuracy: 0.97,
    lambdaMax: null,
    genotype: 'G',
    result: { accuracy: 0.97, epoch: 599, rule: 'last' },
    parameters: 3_349_342,
    shortened: [],
    offset: 0,
    tags: [],
    notes: '',
    archived: false,
    ...fields,
  });
}

const running = run(3, { state: 'running', epochsDone: 12, result: null, bestAccuracy: 0.99, bestEpoch: 11 });

describe('what an evaluation reports', () => {
  it('is a number with the epoch it is of and the rule that chose it', () => {
    expect(resultText(run(1))).toBe('Test accuracy 97.00 % at epoch 599: the last epoch (last)');
    const result = { accuracy: 'NaN', epoch: 7, rule: 'a new rule' } as const;
    expect(resultText({ result })).toBe('Test accuracy ✕ NaN at epoch 7: a new rule');
    expect(resultText({ result: null })).toBe('Test accuracy –');
    expect(bestText(run(1))).toBe('97.50 % at epoch 590');
  });

  it('over seeds is their mean ± std (n), without those that have not finished', () => {
    const other = run(2, { bestAccuracy: 0.98, result: { accuracy: 0.974, epoch: 599, rule: 'last' } });
    const over = seedsResult([run(1), other, running]);
    expect(over).toMatchObject({ n: 2, rule: 'last', best: { accuracy: 0.98, epoch: 590, seed: 2 } });
    expect(over && seedsText(over)).toBe(
      'Test accuracy 97.20 ± 0.28 % (2): the last epoch (last); best 98.00 % at epoch 590 of seed 2',
    );
    expect(seedsResult([running])).toBeUndefined();
  });

  it('of one seed has no spread, and of a diverged one no mean', () => {
    const one = seedsResult([run(1)]);
    expect(one && seedsText(one)).toContain('Test accuracy 97.00 % (1): ');
    const nan = run(2, {
      result: { accuracy: 'NaN', epoch: 599, rule: 'last' },
      bestAccuracy: null,
      bestEpoch: null,
    });
    const diverged = seedsResult([run(1), nan]);
    expect(diverged && seedsText(diverged)).toContain('Test accuracy ✕ NaN (2): ');
  });

  it('is a table of a row a seed, in their order', () => {
    const [, first, second, ...below] = stripVTControlCharacters(seedsTable([running, run(1)])).split('\n');
    expect(first).toMatch(/^ +1 {2}01JQZ0\d+ {2}✔ finished +600\/600 +97\.00 % +599 +97\.50 % +590$/u);
    expect(second).toMatch(/^ +3 {2}01JQZ0\d+ {2}▶ running +12\/600 +– +– +99\.00 % +11$/u);
    expect(below).toEqual(['', expect.stringContaining('Test accuracy 97.00 % (1)')]);
    expect(seedsTable([running])).not.toContain('Test accuracy');
  });
});
