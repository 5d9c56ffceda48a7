/** Step: the views, built from their sources into `dist/renderer`. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, run, SetupError } from './command.mjs';
import { readJson, writeJson } from './files.mjs';

const SOURCES = ['src-renderer', 'src-shared', 'vite.config.ts', 'svelte.config.js', 'package-lock.json'];

/** @param {string} root */
function stampFile(root) {
  return join(root, 'dist', 'renderer', '.sources.json');
}

/**
 * The files that make the views, tests left out.
 * @param {string} root
 * @returns {string[]} paths below the root, in a fixed order
 */
function sourceFiles(root) {
  return SOURCES.flatMap((source) => {
    if (source.includes('.')) return [source];
    const below = readdirSync(join(root, source), { recursive: true, withFileTypes: true });
    return below
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
  });
}

/** @param {string} root */
function sourceDigest(root) {
  const hash = createHash('sha256');
  for (const file of sourceFiles(root)) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * Whether `dist/renderer` was built from the sources as they are; without sources what is there counts.
 * @param {string} root
 * @returns {boolean}
 */
export function viewsReady(root) {
  if (!existsSync(join(root, 'src-renderer')))
    return existsSync(join(root, 'dist', 'renderer', 'index.html'));
  const stamp = readJson(stampFile(root));
  return (
    typeof stamp === 'object' && stamp !== null && 'digest' in stamp && stamp.digest === sourceDigest(root)
  );
}

/**
 * @param {string} root
 * @param {string} node
 * @param {import('./progress.mjs').Progress} progress
 */
export async function buildViews(root, node, progress) {
  progress.phase('building');
  const digest = sourceDigest(root);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = await run(node, [vite, 'build', '--logLevel', 'error'], { cwd: root });
  if (result.code !== 0)
    throw new SetupError(
      `The views could not be built: ${reasonOf(result)}.`,
      'Run `npm run build` to see all that vite says.',
    );
  writeJson(stampFile(root), { digest });
}
