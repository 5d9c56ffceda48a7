import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { advance, liveText, phaseText, secondsLeft, startProgress, type RunProgress } from './runProgress.ts';

/** `seconds` after the start. */
function at(seconds: number, step: number): { time: string; step: number } {
  return { time: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(), step };
}

function stepAt(seconds: number, step: number, epoch: number): RunEvent {
  return {
    type: 'step',
    ...at(seconds, step),
    epoch,
    loss: 1.5,
    accuracy: 0,
    gradNorm: 1,
    seconds: 1,
    dataWait: 0,
    learningRate: 0.1,
  };
}

const session = { pid: 1, processStart: '', host: '', device: 'cpu' };
const network: RunEvent = {
  type: 'network',
  ...at(0, 0),
  parameters: 1,
  nodes: 1,
  stepsPerEpoch: 10,
  shortened: [],
};

function after(
  events: RunEvent[],
  start = { epochs: 3, stepsPerEpoch: null, steps: 0, epochsDone: 0 },
): RunProgress {
  return events.reduce(advance, startProgress(start));
}

describe('the progress of a run', () => {
  it('tells the phase while nothing can be counted', () => {
    const progress = after([
      { type: 'started', ...at(0, 0), ...session, versions: {} },
      { type: 'progress', ...at(1, 0), label: 'building the graph' },
    ]);
    expect([phaseText(progress), liveText(progress)]).toEqual(['building the graph', 'building the graph']);
  });

  it('takes a label that counts as one phase', () => {
    const progress = after([network, { type: 'progress', ...at(1, 0), label: 'validation 3 of 8 batches' }]);
    expect(phaseText(progress)).toBe('validation');
    expect(liveText(progress)).toContain('validation 3 of 8 batches');
  });

  it('counts steps over all epochs', () => {
    const progress = after([network, stepAt(1, 1, 0), stepAt(2, 15, 1)]);
    expect(phaseText(progress)).toBe('epoch 1 of 0–2');
    expect(liveText(progress)).toContain('━━━━━━━━━━────────── 50 %');
    expect(liveText(progress)).toContain('step 15/30  loss 1.500');
  });

  it('estimates the time left from this session, without its first step', () => {
    // The first step takes 100 s (it compiles the graph), each of the next four 2 s.
    const progress = after([network, stepAt(100, 1, 0), stepAt(108, 5, 0)]);
    expect(secondsLeft(progress)).toBe(50);
    expect(secondsLeft(after([network, stepAt(100, 1, 0)]))).toBeNull();
  });

  it('starts the clock anew when a run is resumed', () => {
    const events = [
      network,
      stepAt(0, 1, 0),
      stepAt(10, 11, 1),
      { type: 'resumed', ...at(1000, 10), ...session, fromStep: 10 } satisfies RunEvent,
    ];
    expect(secondsLeft(after(events))).toBeNull();
    expect(secondsLeft(after([...events, stepAt(1100, 11, 1), stepAt(1103, 12, 1)]))).toBe(54);
  });
});
