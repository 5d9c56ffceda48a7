import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { createProgress } from './progress.ts';

let written: string;
let spy: MockInstance;

beforeEach(() => {
  written = '';
  spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  spy.mockRestore();
  for (const name of ['isTTY', 'columns']) Reflect.deleteProperty(process.stderr, name);
});

/** Two live lines of one phase, on a terminal of `columns`. */
function show(columns: number): void {
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
  Object.defineProperty(process.stderr, 'columns', { value: columns, configurable: true });
  const progress = createProgress();
  progress.update('epoch 0', 'epoch 0  step 1');
  progress.update('epoch 0', 'epoch 0  step 2');
}

describe('progress on a terminal', () => {
  it('is one line that is rewritten', () => {
    show(80);
    expect(written).toContain('step 1');
    expect(written).toContain('step 2');
  });

  it('is plain lines where the terminal reports no width', () => {
    show(0);
    expect(written).toBe('epoch 0\n');
  });
});
