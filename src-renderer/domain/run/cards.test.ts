import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { runWith } from '../runs/run.fixture.ts';
import { gaugesOf } from './hardwareFacts.ts';
import { checkpointEvent, resumedEvent, stepEvent } from './history.fixture.ts';
import { noticesOf } from './notices.ts';
import { repeatFacts, repeatText } from './repeat.ts';
import { EMPTY_HISTORY, extend } from './runHistory.ts';
import { bandwidthMeaning, bandwidthText, sampleRows } from './shift.ts';
import { waitingFor } from './waiting.ts';

const run: RunSummary = runWith({});
const time = '2026-01-02T03:04:05.000Z';
const started = {
  type: 'started' as const,
  time,
  step: 0,
  pid: 1,
  processStart: 'a',
  host: 'box',
  device: 'CPU',
  versions: { plateau: '1.0.0', node: '24.0.0' },
};

describe('the card to repeat a run', () => {
  test('says with what the run ran, and how often it was resumed', () => {
    const history = extend(EMPTY_HISTORY, [started, checkpointEvent(0), resumedEvent(4)]);
    const facts = new Map(repeatFacts(run, history));
    expect(facts.get('Versions')).toBe('plateau 1.0.0, node 24.0.0');
    expect(facts.get('Resumed')).toBe('once, from step 4');
    expect(repeatText('plateau search', [['Seed', '1']])).toBe('plateau search\n# Seed: 1');
  });
});

describe('the mean shift of a step', () => {
  const shift = stepEvent(3).shift!;
  const config = searchConfigSchema.parse({ bandwidth: 2 });

  test('has one row a sample; the kernel is written, not its logarithm', () => {
    expect(sampleRows(shift, 0)).toEqual([
      { loss: '2.1', omega: '0.45', kernel: '1/0.5', distance: '0.5/0.5' },
      { loss: '2.3', omega: '0.55', kernel: '0/1', distance: '1/2' },
    ]);
  });

  test('of more than two tensors gives the ends of what they measure, short enough for four columns', () => {
    const three = { ...shift, kernel: [[[0, 0, 0]]], distance: [[[0.0551, 0.4, 0.8372]]] };
    expect(sampleRows({ ...three, losses: [[2]] }, 0)).toMatchObject([{ kernel: '1', distance: '.055–.84' }]);
  });

  test('sets the bandwidth against the mean distance of the samples', () => {
    expect(bandwidthText(config, shift)).toBe('h = 2 × distance');
    expect(bandwidthText(config, undefined)).toBe('h 2');
    expect(bandwidthMeaning({ ...config, bandwidth: 0.1 }, shift)).toContain('nearest one takes all');
    expect(bandwidthMeaning({ ...config, bandwidth: 50 }, shift)).toContain('only their losses');
  });
});

describe('what is said before the numbers', () => {
  test('is the reason of a failure with its remedy', () => {
    const failed = {
      type: 'failed' as const,
      time,
      step: 3,
      message: 'Out of memory.',
      remedy: 'Use --batch 32.',
    };
    const notices = noticesOf({ ...run, state: 'failed' }, extend(EMPTY_HISTORY, [failed]));
    expect(notices[0]).toEqual({ tone: 'bad', text: 'Out of memory. Use --batch 32.' });
  });

  test('is what shortened a run, and nothing for a whole one', () => {
    expect(noticesOf({ ...run, shortened: ['stepsPerEpoch'] }, EMPTY_HISTORY)[0]?.text).toContain(
      'stepsPerEpoch',
    );
    expect(noticesOf({ ...run, state: 'running', shortened: [] }, EMPTY_HISTORY)).toEqual([]);
  });

  test('is where a value diverged', () => {
    const event = { type: 'notFinite' as const, time, step: 9, quantity: 'loss', value: 'NaN' as const };
    expect(noticesOf(run, extend(EMPTY_HISTORY, [event])).map(({ text }) => text)).toContain(
      'loss became ✕ NaN at step 9: the search diverged there.',
    );
  });
});

describe('a run without an epoch', () => {
  const running: RunSummary = { ...run, state: 'running' };
  const titleAfter = (...events: Parameters<typeof extend>[1][number][]): string =>
    waitingFor(running, extend(EMPTY_HISTORY, events)).title;
  const progress = { type: 'progress' as const, time, step: 0, label: 'building the graph' };

  test('says what its process is at', () => {
    expect(titleAfter()).toBe('The process starts');
    expect(titleAfter(started)).toBe('The data set is read');
    expect(titleAfter(started, progress)).toBe('The supernet is compiled');
    expect(titleAfter(started, progress, stepEvent(1))).toBe('The first epoch is under way');
    expect(titleAfter(started, stepEvent(4), { ...progress, step: 4, label: 'validation 1 of 8' })).toBe(
      'The first epoch is measured',
    );
  });

  test('says why it waits in the queue', () => {
    expect(waitingFor({ ...run, state: 'queued', reason: 'Waits for GPU 0.' }, EMPTY_HISTORY).text).toBe(
      'Waits for GPU 0.',
    );
  });
});

test('the gauges show the run first, then the machine, and say what is not known', () => {
  const hardware = {
    time,
    cpu: { model: 'Processor', cores: 4, load: 0.5 },
    memory: { totalMiB: 1000, usedMiB: 250 },
    gpus: [{ index: 0, name: 'Card', load: null, usedMiB: 10, totalMiB: 100, temperature: 60 }],
    runs: [{ run: run.id, device: 'CPU', cpu: 2, memoryMiB: null }],
  };
  expect(gaugesOf(hardware, run.id).map(({ part, text }) => [part, text])).toEqual([
    [0.5, '2.0 of 4 cores'],
    [null, 'not known'],
    [0.5, '50 % of 4 cores'],
    [0.25, '250 MiB of 1000 MiB'],
    [null, '—, 60 °C'],
    [0.1, '10 MiB of 100 MiB'],
  ]);
  expect(gaugesOf(hardware, 'other')).toHaveLength(4);
});
