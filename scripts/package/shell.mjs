/** The desktop shell of a checkout: its scripts, built into `dist/electron`, and Electron's binary. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, run, SetupError } from '../setup/command.mjs';
import { readJson, writeJson } from '../setup/files.mjs';

/** What the shell is built of: its own files and those of the program that it imports. */
const SOURCES = ['src-main/**/*.ts', 'src-shared/**/*.ts', 'vite.electron.config.ts', 'package-lock.json'];

/** @param {string} root */
const stampFile = (root) => join(root, 'dist', 'electron', '.sources.json');

/** @param {string} root */
function sourceDigest(root) {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * Builds the shell unless it was built from the sources as they are.
 * @param {string} root
 * @param {string} node
 * @param {import('../setup/progress.mjs').Progress} progress
 */
export async function bringShell(root, node, progress) {
  const digest = sourceDigest(root);
  const stamp = readJson(stampFile(root));
  if (typeof stamp === 'object' && stamp !== null && 'digest' in stamp && stamp.digest === digest) return;
  progress.phase('building');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const options = ['build', '--config', 'vite.electron.config.ts', '--logLevel', 'error'];
  const result = await run(node, [vite, ...options], { cwd: root });
  if (result.code !== 0)
    throw new SetupError(
      `The shell could not be built: ${reasonOf(result)}.`,
      'Run `npm run build:shell` to see all that vite says.',
    );
  writeJson(stampFile(root), { digest });
}

/**
 * Electron's binary, fetched by its own installer when it is not there yet.
 * @param {string} root
 * @param {string} node
 * @param {import('../setup/progress.mjs').Progress} progress
 * @returns {Promise<string>}
 */
export async function bringElectron(root, node, progress) {
  const found = electronBinary(root);
  if (found !== undefined) return found;
  progress.phase('downloading Electron');
  const result = await run(node, [join(root, 'node_modules', 'electron', 'install.js')]);
  const binary = electronBinary(root);
  if (result.code !== 0 || binary === undefined)
    throw new SetupError(
      `Electron could not be downloaded: ${reasonOf(result)}.`,
      'Run `npm run plateau -- open` instead: the same views in your browser. Or name an Electron with PLATEAU_ELECTRON.',
    );
  return binary;
}

/**
 * The binary that `PLATEAU_ELECTRON` names, else the installed one; undefined where there is none.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function electronBinary(root, env = process.env) {
  const named = env['PLATEAU_ELECTRON'];
  if (named) return named;
  const folder = join(root, 'node_modules', 'electron');
  const path = join(folder, 'path.txt'); // the installer writes it last: where below dist the binary is
  const binary = existsSync(path) ? join(folder, 'dist', readFileSync(path, 'utf8')) : undefined;
  return binary !== undefined && existsSync(binary) ? binary : undefined;
}
