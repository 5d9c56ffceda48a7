/** Step: the npm packages of the lock file, without their install scripts. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, run, SetupError } from './command.mjs';
import { readJson, writeJson } from './files.mjs';

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.plateau-setup.json');
}

/** @param {string} root */
function lockDigest(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/**
 * Whether node_modules holds what the lock file says.
 * @param {string} root
 * @returns {boolean}
 */
export function packagesReady(root) {
  const stamp = readJson(stampFile(root));
  return typeof stamp === 'object' && stamp !== null && 'lock' in stamp && stamp.lock === lockDigest(root);
}

/**
 * @param {string} root
 * @param {import('./progress.mjs').Progress} progress
 */
export async function installPackages(root, progress) {
  progress.phase('installing from the lock file');
  rmSync(stampFile(root), { force: true });
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--engine-strict=false',
  ];
  // npm is a batch file on Windows, which only a shell can start.
  const result = await run('npm', args, { cwd: root, shell: process.platform === 'win32' });
  if (result.code !== 0)
    throw new SetupError(
      `npm could not install the packages: ${reasonOf(result)}.`,
      'Check the network and the registry (`npm config get registry`), then run `npm run setup` again.',
    );
  writeJson(stampFile(root), { lock: lockDigest(root) });
}
