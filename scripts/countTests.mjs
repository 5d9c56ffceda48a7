/** Prints "N passed, N failed" from vitest's JSON report: `countTests.mjs <report> <exit status>`. */
import { isMain } from './setup/command.mjs';
import { readJson } from './setup/files.mjs';

/**
 * A file that fails before its first test counts as one failure, and so does a run that fails without
 * a failed test (checks, setup): the line never reads like a success that was none.
 * @param {unknown} report
 * @param {number} status exit status of the run
 * @returns {string}
 */
export function countLine(report, status) {
  const value = /** @type {Report} */ (report ?? {});
  const passed = value.numPassedTests ?? 0;
  const broken = (value.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = (value.numFailedTests ?? 0) + broken.length;
  return `${passed} passed, ${failed === 0 && status !== 0 ? 1 : failed} failed`;
}

/**
 * The part of vitest's report that is read.
 * @typedef {object} Report
 * @property {number} [numPassedTests]
 * @property {number} [numFailedTests]
 * @property {{status: string, assertionResults: {status: string}[]}[]} [testResults]
 */

if (isMain(import.meta.url))
  console.log(countLine(readJson(process.argv[2] ?? ''), Number(process.argv[3] ?? 0)));
