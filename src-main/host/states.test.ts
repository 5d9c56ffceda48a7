import { describe, expect, it } from 'vitest';
import { effectiveState, type RunFacts, type World } from './states.ts';
import type { Supervision } from './supervision.ts';

const NOW = Date.UTC(2026, 0, 1);
const here = { host: 'here', pid: 1, start: 'a' };
const there = { ...here, host: 'there' };
const waiting: Supervision = { place: '01', waiting: true, from: null, worker: null };
const worker = { ...here, device: 'cpu', offset: 100 };

function facts(fields: Partial<RunFacts>): RunFacts {
  return {
    logState: null,
    logReason: null,
    process: null,
    offset: 0,
    updated: NOW,
    longestGap: 2,
    supervision: undefined,
    ...fields,
  };
}

function state(fields: Partial<RunFacts>, alive = false): string {
  const world: World = { host: 'here', now: NOW, alive: () => alive };
  return effectiveState(facts(fields), world).state;
}

describe('the state of a run', () => {
  it('is queued while it waits, whatever its log says', () => {
    expect(state({ supervision: waiting })).toBe('queued');
    expect(state({ supervision: waiting, logState: 'paused' })).toBe('queued');
    expect(state({ supervision: waiting, logState: 'running', process: here })).toBe('queued');
  });

  it('is running while its process lives, before its first event and after a resume too', () => {
    expect(state({ supervision: { place: null, waiting: false, from: null, worker } }, true)).toBe('running');
    expect(
      state({ logState: 'stopped', supervision: { place: null, waiting: false, from: null, worker } }, true),
    ).toBe('running');
    expect(state({ logState: 'running', process: here }, true)).toBe('running');
  });

  it('is lost when its process is gone without a last event', () => {
    expect(state({ logState: 'running', process: here })).toBe('lost');
    expect(
      effectiveState(facts({ logState: 'running', process: here }), {
        host: 'here',
        now: NOW,
        alive: () => false,
      }).reason,
    ).toContain('Process 1');
  });

  it('is lost when a process ended before its first event, not the state of the session before', () => {
    const supervision = { place: '01', waiting: false, from: null, worker };
    expect(state({ logState: 'stopped', offset: 100, supervision })).toBe('lost');
    expect(state({ logState: 'stopped', offset: 150, supervision })).toBe('stopped');
  });

  it('is what the last event says once the process has ended', () => {
    for (const logState of ['paused', 'stopped', 'finished', 'failed'] as const)
      expect(state({ logState, process: here })).toBe(logState);
  });

  it('is stopped when a paused run has given up its place in the queue', () => {
    expect(
      state({ logState: 'paused', supervision: { place: null, waiting: false, from: null, worker: null } }),
    ).toBe('stopped');
    expect(
      state({ logState: 'paused', supervision: { place: '01', waiting: false, from: null, worker: null } }),
    ).toBe('paused');
  });

  it('is lost on another machine after five of its longest silences, and not before', () => {
    expect(state({ logState: 'running', process: there, updated: NOW - 10_000 })).toBe('running');
    expect(state({ logState: 'running', process: there, updated: NOW - 10_001 })).toBe('lost');
    expect(state({ logState: 'running', process: there, updated: NOW - 1e9, longestGap: 0 })).toBe('running');
  });

  it('is stopped when nobody has started it', () => {
    expect(state({})).toBe('stopped');
  });
});
