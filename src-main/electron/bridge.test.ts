import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src-shared/contract/commands.ts';
import { PlateauError, UsageError } from '../../src-shared/errors.ts';
import { createBridge, PAYLOAD_LIMIT, type Answer } from './bridge.ts';
import { isOwnUrl } from './origin.ts';

const PAGE = { url: 'app://plateau/#/runs', top: true };

/** A bridge whose host answers with what it was asked. */
const calls: unknown[] = [];
const bridge = createBridge(isOwnUrl, (name, payload) => {
  calls.push([name, payload]);
  return Promise.resolve([name, payload]);
});

function message(answer: Answer): string {
  return 'error' in answer ? answer.error.message : 'passed on';
}

describe('the bridge', () => {
  it('passes a command of our page to the host and its answer back', async () => {
    expect(await bridge(PAGE, 'runs.get', { run: 'last' })).toEqual({
      result: ['runs.get', { run: 'last' }],
    });
  });

  it.each([
    ['nobody', undefined],
    ['a frame inside our page', { ...PAGE, top: false }],
    ['another page', { url: 'https://example.org/', top: true }],
    ['a page that looks like ours', { url: 'app://plateau.example/', top: true }],
    ['a blank page', { url: 'about:blank', top: true }],
  ])('refuses %s', async (_who, sender) => {
    calls.length = 0;
    expect(message(await bridge(sender, 'runs.list', {}))).toContain('may not ask the host');
    expect(calls).toEqual([]);
  });

  it('passes nothing on but the commands of the contract', async () => {
    calls.length = 0;
    const other = fc.anything().filter((name) => typeof name !== 'string' || !Object.hasOwn(commands, name));
    await fc.assert(
      fc.asyncProperty(other, async (name) => message(await bridge(PAGE, name, {})) !== 'passed on'),
    );
    expect(message(await bridge(PAGE, '__proto__', {}))).toBe('There is no command "__proto__".');
    expect(message(await bridge(PAGE, '../command/runs.list', {}))).toContain('There is no command');
    expect(calls).toEqual([]);
  });

  it('answers every payload, and passes on only what JSON can say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withBigInt: true, withDate: true }), async (payload) => {
        const answer = await bridge(PAGE, 'runs.list', payload);
        if ('result' in answer)
          expect(answer.result).toEqual(['runs.list', JSON.parse(JSON.stringify(payload))]);
        else expect(answer.error.message).toBe('What was sent cannot be written as JSON.');
      }),
    );
  });

  it('refuses a payload that is too long, with its length and the bound', async () => {
    const notes = 'x'.repeat(PAYLOAD_LIMIT);
    const answer = await bridge(PAGE, 'runs.annotate', { runs: ['a'], notes });
    expect(message(answer)).toMatch(
      /^What is sent with runs\.annotate has 900\d{3} characters; at most 900000/u,
    );
  });

  it('keeps message and remedy of an error, and whether it was a mistake in what was asked', async () => {
    const failing = (error: Error) =>
      createBridge(isOwnUrl, () => Promise.reject(error))(PAGE, 'runs.list', {});
    expect(await failing(new PlateauError('No room.', 'Free some.'))).toEqual({
      error: { message: 'No room.', remedy: 'Free some.', usage: false },
    });
    expect(await failing(new UsageError('Bad.', 'Better.'))).toMatchObject({ error: { usage: true } });
    expect(await failing(new Error('defect'))).toEqual({
      error: { message: 'defect', remedy: '', usage: false },
    });
  });
});
