/** The built views for the tests: built once, again when a source is newer. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const BUILT = path.join(ROOT, 'dist/e2e');
const SOURCES = ['src-renderer', 'src-shared', 'package-lock.json', 'vite.config.ts', 'svelte.config.js'];

function newest(file: string): number {
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

/** The folder of the built views: PLATEAU_VIEWS, or a build of the sources as they are. */
export function builtViews(): string {
  const told = process.env['PLATEAU_VIEWS'];
  if (told !== undefined && told !== '') return path.resolve(told);
  const index = path.join(BUILT, 'index.html');
  const changed = Math.max(...SOURCES.map((source) => newest(path.join(ROOT, source))));
  if (!existsSync(index) || statSync(index).mtimeMs < changed) {
    const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
    execFileSync(process.execPath, [vite, 'build', '--outDir', BUILT, '--logLevel', 'error'], { cwd: ROOT });
  }
  return BUILT;
}
