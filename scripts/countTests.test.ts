import { expect, it } from 'vitest';
import { countLine } from './countTests.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

it('counts the tests of the report', () => {
  const testResults = [file('passed', 'passed', 'passed'), file('failed', 'failed')];
  expect(countLine({ numPassedTests: 2, numFailedTests: 1, testResults }, 1)).toBe('2 passed, 1 failed');
});

it('counts a file that fails before its first test as one failure', () => {
  expect(countLine({ numPassedTests: 0, numFailedTests: 0, testResults: [file('failed')] }, 1)).toBe(
    '0 passed, 1 failed',
  );
});

it('never reads like a success when the run failed without a report', () => {
  expect(countLine(undefined, 1)).toBe('0 passed, 1 failed');
});
