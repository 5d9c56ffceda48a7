import { parseArgs } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { PlateauError } from '../../../src-shared/errors.ts';
import { printReport } from './report.ts';

let written: string;
let spies: MockInstance[];
const stderr = vi.fn(() => true);

beforeEach(() => {
  written = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  spies = [stdout, vi.spyOn(process.stderr, 'write').mockImplementation(stderr)];
});
afterEach(() => {
  spies.forEach((spy) => spy.mockRestore());
  process.exitCode = undefined;
});

describe('the answer of an engine command', () => {
  it('is its report', async () => {
    await printReport(() => ({ pass: true }));
    expect([JSON.parse(written), process.exitCode]).toEqual([{ pass: true }, undefined]);
  });

  it.each([
    [new PlateauError('Too few.', 'Give more.'), { message: 'Too few.', remedy: 'Give more.' }, 2],
    [
      new TypeError('x is nothing'),
      { message: 'x is nothing', remedy: expect.stringContaining('defect') },
      1,
    ],
  ])('is what went wrong: %s', async (error, answer, exitCode) => {
    await printReport(() => Promise.reject(error));
    expect([JSON.parse(written), process.exitCode]).toEqual([{ error: answer }, exitCode]);
    expect(stderr).not.toHaveBeenCalled();
  });

  it('refuses unknown flags', async () => {
    await printReport(() => parseArgs({ args: ['--nope'] }));
    expect(JSON.parse(written)).toMatchObject({ error: { remedy: 'See --help.' } });
    expect(process.exitCode).toBe(2);
  });
});
