/** `npm run check`: format, lint, types, unused code and import rules, each with one line. */
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { isMain } from './setup/command.mjs';
import { root, setupOrExit } from './setup.mjs';

/** Name and the tool below node_modules with its arguments. */
const CHECKS = /** @type {const} */ ([
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['lint', 'eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  ['types', 'typescript/bin/tsc', '--project', '.', '--noEmit'],
  ['types of the tests', 'typescript/bin/tsc', '--project', 'test', '--noEmit'],
  [
    'types of the views',
    'svelte-check/bin/svelte-check',
    '--tsconfig',
    'src-renderer/tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
  ['unused code', 'knip/bin/knip.js', '--no-progress'],
  [
    'import rules',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    'src-shared',
    'src-main',
    'src-renderer',
    'scripts',
  ],
]);

/**
 * Runs every check, also after one failed.
 * @param {string} node
 * @returns {Promise<boolean>} whether all passed
 */
export async function check(node) {
  const failed = [];
  for (const [name, tool, ...args] of CHECKS) {
    const started = Date.now();
    const code = await launch(node, [join(root, 'node_modules', tool), ...args]);
    console.log(
      `${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) console.log(`Checks failed: ${failed.join(', ')}.`);
  return failed.length === 0;
}

if (isMain(import.meta.url))
  process.exitCode = (await check(await setupOrExit(['packages', 'node']))) ? 0 : 1;
