/** Which packages a folder of sources needs at run time: what it imports and what those depend on. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { readJson } from '../setup/files.mjs';

/** `from 'x'`, `import 'x'`, `import('x')`, `require('x')`; a relative name is no package. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"./][^'"]*)\1/gu;

/**
 * The names of the packages that a source text imports.
 * @param {string} source
 * @returns {string[]}
 */
export function importedPackages(source) {
  const names = [...source.matchAll(IMPORT)].flatMap(([, , specifier = '']) =>
    isBuiltin(specifier)
      ? []
      : specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
  );
  return [...new Set(names)];
}

/**
 * What the sources below `root` that match `patterns` import.
 * @param {string} root
 * @param {readonly string[]} patterns
 * @param {(file: string) => boolean} leaveOut
 * @returns {string[]}
 */
export function importsOf(root, patterns, leaveOut) {
  const files = globSync([...patterns], { cwd: root }).filter((file) => !leaveOut(file));
  const names = files.flatMap((file) => importedPackages(readFileSync(join(root, file), 'utf8')));
  return [...new Set(names)].filter((name) => existsSync(join(root, 'node_modules', name))).sort();
}

/**
 * The folders below `root/node_modules` of the named packages and of all that they depend on; what is
 * optional and not installed on this platform is left out.
 * @param {string} root
 * @param {readonly string[]} names
 * @returns {string[]} relative to `root/node_modules`, sorted
 */
export function packageClosure(root, names) {
  const modules = join(root, 'node_modules');
  /** @type {Set<string>} */
  const found = new Set();
  const waiting = names.map((name) => ({ name, from: root, optional: false }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const folder = installedFolder(root, next.from, next.name);
    if (folder === undefined) {
      if (next.optional) continue;
      throw new Error(`${next.name} is needed by ${next.from} and not installed.`);
    }
    if (found.has(folder)) continue;
    found.add(folder);
    const manifest = /** @type {Manifest} */ (readJson(join(folder, 'package.json')));
    for (const [kind, optional] of DEPENDENCIES)
      for (const name of Object.keys(manifest[kind] ?? {})) waiting.push({ name, from: folder, optional });
  }
  return [...found].map((folder) => relative(modules, folder)).sort();
}

/** Peers may be missing: who needs one has it among its own imports. */
const DEPENDENCIES = /** @type {const} */ ([
  ['dependencies', false],
  ['optionalDependencies', true],
  ['peerDependencies', true],
]);

/** @typedef {Partial<Record<typeof DEPENDENCIES[number][0], Record<string, string>>>} Manifest */

/**
 * Where Node finds package `name` from `folder` on, up to `root`.
 * @param {string} root
 * @param {string} folder
 * @param {string} name
 * @returns {string | undefined}
 */
function installedFolder(root, folder, name) {
  const candidate = join(folder, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) return candidate;
  return folder === root ? undefined : installedFolder(root, dirname(folder), name);
}
