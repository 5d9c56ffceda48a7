/**
 * Step: the TensorFlow C library. Order: what is set up already; the one `PLATEAU_TENSORFLOW` points
 * to; the Python wheel; elsewhere than on Linux the npm package's own installer (see binding.mjs).
 */
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { homePaths } from '../home.mjs';
import { run, SetupError } from './command.mjs';
import { makeFolder, needSpace, readJson, writeJson } from './files.mjs';
import { findPointed } from './pointed.mjs';
import { libraryVersion } from './python.mjs';
import { TENSORFLOW_VERSION } from './versions.mjs';
import { fillFromWheel, WHEEL_SPACE } from './wheel.mjs';

/**
 * The TensorFlow in use, as `current.json` of the home's tensorflow folder names it.
 * @typedef {object} TensorFlowSetup
 * @property {string} version as the library says
 * @property {'cpu' | 'gpu' | 'unknown'} build
 * @property {string} source "wheel", "installer" or the path that PLATEAU_TENSORFLOW gave
 * @property {string} folder holds lib/, include/ and perhaps nvidia/; empty for the installer
 */

/**
 * @param {string} home
 * @returns {TensorFlowSetup | undefined}
 */
export function currentTensorFlow(home) {
  const value = readJson(currentFile(home));
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, build, source, folder } = /** @type {Record<string, unknown>} */ (value);
  if (typeof version !== 'string' || typeof source !== 'string' || typeof folder !== 'string')
    return undefined;
  if (build !== 'cpu' && build !== 'gpu' && build !== 'unknown') return undefined;
  return { version, build, source, folder };
}

/** @param {string} home */
function currentFile(home) {
  return join(homePaths(home).tensorflow, 'current.json');
}

/** What PLATEAU_TENSORFLOW asks for: a build of the wheel, or a path; undefined when not set. */
function wanted() {
  const value = process.env['PLATEAU_TENSORFLOW'];
  return !value || value === 'cpu' || value === 'gpu' ? value || undefined : resolve(value);
}

/**
 * Whether the TensorFlow in use is complete and what is asked for.
 * @param {string} home
 * @returns {boolean}
 */
export function tensorFlowReady(home) {
  const current = currentTensorFlow(home);
  if (!current) return false;
  if (current.source === 'installer') return true;
  // Follows the links: a pointed-to library that was removed counts as absent.
  if (!existsSync(join(current.folder, 'lib', 'libtensorflow.so.2'))) return false;
  const asked = wanted();
  if (asked === undefined) return current.source !== 'wheel' || current.version === TENSORFLOW_VERSION;
  return asked === current.source || (current.source === 'wheel' && asked === current.build);
}

/**
 * @param {string} home
 * @param {import('./progress.mjs').Progress} progress
 */
export async function bringTensorFlow(home, progress) {
  const asked = wanted();
  if (process.platform !== 'linux')
    writeJson(currentFile(home), { version: 'packaged', build: 'unknown', source: 'installer', folder: '' });
  else if (asked === undefined || asked === 'cpu' || asked === 'gpu')
    await bringWheel(home, asked ?? ((await gpuVisible()) ? 'gpu' : 'cpu'), progress);
  else await linkPointed(home, asked, progress);
}

/** Whether the NVIDIA driver answers. */
async function gpuVisible() {
  const { code, stdout } = await run('nvidia-smi', ['--list-gpus']);
  return code === 0 && stdout.includes('GPU');
}

/**
 * @param {string} home
 * @param {'cpu' | 'gpu'} build
 * @param {import('./progress.mjs').Progress} progress
 */
async function bringWheel(home, build, progress) {
  const root = homePaths(home).tensorflow;
  const folder = join(root, build === 'gpu' ? `${TENSORFLOW_VERSION}-gpu` : TENSORFLOW_VERSION);
  const downloads = join(root, 'downloads');
  if (!existsSync(folder)) {
    needSpace(root, WHEEL_SPACE[build], `TensorFlow ${TENSORFLOW_VERSION} (${build})`);
    await makeFolder(folder, async (work) => {
      await fillFromWheel(work, build, downloads, progress);
      progress.phase('trying the library');
      await libraryVersion(addLinkNames(work));
      for (const rest of ['tensorflow', 'pip-temporary', 'pip-complete'])
        rmSync(join(work, rest), { recursive: true, force: true });
    });
  }
  writeJson(currentFile(home), { version: TENSORFLOW_VERSION, build, source: 'wheel', folder });
  rmSync(downloads, { recursive: true, force: true });
}

/**
 * A folder of links to a TensorFlow that is installed elsewhere.
 * @param {string} home
 * @param {string} path
 * @param {import('./progress.mjs').Progress} progress
 */
async function linkPointed(home, path, progress) {
  progress.phase(`linking the one at ${path}`);
  const found = await findPointed(path);
  if (!found)
    throw new SetupError(
      `PLATEAU_TENSORFLOW=${path} leads to no TensorFlow: libtensorflow_cc.so.2 or libtensorflow.so.2, libtensorflow_framework.so.2 and include/tensorflow/c/c_api.h are needed.`,
      'Name a folder that has them, a Python (or its environment) with tensorflow installed, cpu or gpu; or unset the variable.',
    );
  const version = await libraryVersion([found.framework, found.library]);
  const folder = join(homePaths(home).tensorflow, `${version}-linked`);
  await makeFolder(folder, (work) => {
    mkdirSync(join(work, 'lib'));
    for (const file of [found.library, found.framework]) symlinkSync(file, join(work, 'lib', basename(file)));
    symlinkSync(found.include, join(work, 'include'));
    if (found.nvidia) symlinkSync(found.nvidia, join(work, 'nvidia'));
    addLinkNames(work);
  });
  writeJson(currentFile(home), { version, build: found.build, source: path, folder });
}

/**
 * Adds the names that the linker and the binding look for; gives the two libraries in loading order.
 * @param {string} folder
 */
function addLinkNames(folder) {
  const lib = join(folder, 'lib');
  const names = ['libtensorflow_cc.so.2', 'libtensorflow.so.2', 'libtensorflow.so'];
  const main = names.find((name) => existsSync(join(lib, name))) ?? 'libtensorflow.so.2';
  const framework = 'libtensorflow_framework.so.2';
  const links = [...names.map((name) => [name, main]), ['libtensorflow_framework.so', framework]];
  for (const [name, target] of links)
    if (name && target && !existsSync(join(lib, name))) symlinkSync(target, join(lib, name));
  return [join(lib, framework), join(lib, main)];
}
