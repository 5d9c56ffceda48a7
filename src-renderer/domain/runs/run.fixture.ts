/** A run for tests; what a test is about is given. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { methodTitle } from '../../../src-shared/methods/label.ts';

const RUN: Omit<RunSummary, 'methodLabel'> = {
  id: '01J9ZZZZZZZZZZZZZZZZZZZZZA',
  folder: '/runs/a',
  name: 'ms-darts s5 cifar10',
  kind: 'search',
  method: 'ms-darts',
  space: 's5',
  dataset: 'cifar10',
  seed: 1,
  group: 'g',
  state: 'finished',
  reason: null,
  created: '2026-01-01T00:00:00.000Z',
  updated: null,
  device: null,
  epochs: 40,
  epochsDone: 40,
  steps: 0,
  stepsPerEpoch: null,
  bestAccuracy: null,
  bestEpoch: null,
  lastAccuracy: null,
  lambdaMax: null,
  genotype: null,
  result: null,
  parameters: null,
  shortened: [],
  offset: 0,
  tags: [],
  notes: '',
  archived: false,
};

export function runWith(changes: Partial<RunSummary>): RunSummary {
  return { ...RUN, methodLabel: methodTitle(changes.method ?? RUN.method), ...changes };
}
