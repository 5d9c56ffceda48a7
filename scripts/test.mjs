/**
 * `npm test`: setup, the checks, then the tests; further arguments go to vitest. `--all` adds the long
 * tests (`PLATEAU_TEST_ALL=1`).
 */
import { join } from 'node:path';
import { check } from './check.mjs';
import { launch } from './launch.mjs';
import { root, setupOrExit } from './setup.mjs';

const args = process.argv.slice(2);
const node = await setupOrExit();
if (await check(node)) {
  const env = args.includes('--all') ? { PLATEAU_TEST_ALL: '1' } : {};
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  process.exitCode = await launch(node, [vitest, 'run', ...args.filter((arg) => arg !== '--all')], { env });
} else process.exitCode = 1;
