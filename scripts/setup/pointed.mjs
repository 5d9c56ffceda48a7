/** Finds the TensorFlow that a path leads to: a library folder, a Python package, an environment, a Python. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command.mjs';

/**
 * @typedef {object} Pointed
 * @property {string} library
 * @property {string} framework
 * @property {string} include
 * @property {string | undefined} nvidia the folder of NVIDIA's Python packages beside it
 * @property {'cpu' | 'gpu' | 'unknown'} build
 */

const LIBRARY_NAMES = ['libtensorflow_cc.so.2', 'libtensorflow.so.2'];
const FRAMEWORK_NAME = 'libtensorflow_framework.so.2';

/** Finds the package without importing it, which would take seconds. */
const LOCATE =
  "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.submodule_search_locations[0] if s else '')";

/**
 * @param {string} path
 * @returns {Promise<Pointed | undefined>}
 */
export async function findPointed(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if (stat.isFile()) return inFolder(await packageOf(path));
  const environment = join(path, 'bin', 'python3');
  return inFolder(path) ?? (existsSync(environment) ? inFolder(await packageOf(environment)) : undefined);
}

/** @param {string} python */
async function packageOf(python) {
  const { code, stdout } = await run(python, ['-c', LOCATE]);
  return code === 0 ? stdout.trim() : '';
}

/**
 * @param {string} folder
 * @returns {Pointed | undefined}
 */
function inFolder(folder) {
  if (!folder) return undefined;
  const places = [folder, join(folder, 'lib'), join(folder, 'tensorflow')];
  const library = places
    .flatMap((place) => LIBRARY_NAMES.map((name) => join(place, name)))
    .find((file) => existsSync(file));
  if (!library) return undefined;
  const place = dirname(library);
  const framework = join(place, FRAMEWORK_NAME);
  const include = [join(place, 'include'), join(place, '..', 'include')].find((candidate) =>
    existsSync(join(candidate, 'tensorflow', 'c', 'c_api.h')),
  );
  if (!include || !existsSync(framework)) return undefined;
  const nvidia = join(place, '..', 'nvidia');
  return {
    library,
    framework,
    include,
    nvidia: existsSync(nvidia) ? nvidia : undefined,
    build: buildOf(place),
  };
}

/**
 * What the Python package says about its build; a plain library folder does not say.
 * @param {string} folder
 * @returns {Pointed['build']}
 */
function buildOf(folder) {
  const file = join(folder, 'python', 'platform', 'build_info.py');
  if (!existsSync(file)) return 'unknown';
  return /'is_cuda_build', True/.test(readFileSync(file, 'utf8')) ? 'gpu' : 'cpu';
}
