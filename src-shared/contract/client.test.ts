import { describe, expect, it } from 'vitest';
import { createClient, dispatch } from './client.ts';
import { commands, type CommandHandlers } from './commands.ts';

const nothing = (): never => {
  throw new Error('not asked for');
};

const handlers: CommandHandlers = {
  'host.info': nothing,
  'host.hardware': nothing,
  'host.doctor': nothing,
  'queue.configure': ({ parallel }) => ({ parallel }),
  'runs.list': nothing,
  'runs.get': nothing,
  'runs.series': nothing,
  'runs.events': nothing,
  'runs.log': nothing,
  'runs.create': nothing,
  'runs.resume': nothing,
  'runs.stop': nothing,
  'runs.pause': nothing,
  'runs.cancel': nothing,
  'runs.import': nothing,
  'runs.sample': nothing,
  'runs.annotate': nothing,
  'runs.delete': nothing,
  'runs.restore': nothing,
  'runs.spectrum': nothing,
  'trash.empty': nothing,
  'series.curves': nothing,
  'series.bands': nothing,
  'search.estimate': nothing,
  'evaluations.create': nothing,
  'exports.create': nothing,
  'datasets.list': nothing,
  'datasets.samples': nothing,
  'datasets.add': nothing,
  'datasets.remove': nothing,
  'datasets.check': nothing,
  'store.rebuild': () => ({ runs: -0.5, skipped: [] }), // not what the contract promises
};

const client = createClient({ invoke: (name, payload) => dispatch(handlers, name, payload) });

describe('the contract', () => {
  it('carries a command to its handler and the answer back', async () => {
    expect(await client.invoke('queue.configure', { parallel: 3 })).toEqual({ parallel: 3 });
  });

  it('refuses inputs that do not fit before the handler sees them', async () => {
    await expect(client.invoke('queue.configure', { parallel: 0 })).rejects.toThrow(
      'must be at least 1; got 0.',
    );
    await expect(dispatch(handlers, 'runs.get', { run: 'last', more: 1 })).rejects.toThrow(
      'unknown fields: more',
    );
    await expect(dispatch(handlers, 'runs.get', null)).rejects.toThrow(
      'Runs.get must be a object; got null.',
    );
  });

  it('refuses commands it does not know, inherited names included', async () => {
    await expect(dispatch(handlers, 'runs.destroy', {})).rejects.toThrow('no command "runs.destroy"');
    await expect(dispatch(handlers, 'toString', {})).rejects.toThrow('no command "toString"');
  });

  it('refuses answers that do not fit', async () => {
    await expect(client.invoke('store.rebuild', {})).rejects.toThrow(
      '"runs" of the answer to store.rebuild must be a whole number',
    );
  });

  it('has an input and an output schema for every command', () => {
    for (const { input, output } of Object.values(commands))
      expect([typeof input.parse, typeof output.parse]).toEqual(['function', 'function']);
  });
});
