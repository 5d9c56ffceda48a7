/** Step: tfjs-node's native binding, built against the TensorFlow in use. */
import { cpSync, existsSync, lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { reasonOf, run, SetupError } from './command.mjs';
import { makeFolder, readJson, writeJson } from './files.mjs';
import { headersFolder } from './node.mjs';
import { currentTensorFlow } from './tensorflow.mjs';

/** Node-API 8: the one binding runs on every Node from 12.22 on. */
const NODE_API = '8';

/**
 * Where the npm package keeps what belongs to TensorFlow.
 * @param {string} root
 */
export function bindingPaths(root) {
  const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  const binding = join(folder, 'lib', `napi-v${NODE_API}`);
  return {
    folder,
    deps: join(folder, 'deps'),
    binding,
    module: join(binding, 'tfjs_binding.node'),
    stamp: join(binding, 'plateau-setup.json'),
  };
}

/**
 * What the binding depends on; a difference means a new build.
 * @param {string} root
 * @param {string} home
 * @param {import('./node.mjs').NodeChoice} node
 */
function expectedStamp(root, home, node) {
  const packageJson = readJson(join(bindingPaths(root).folder, 'package.json'));
  const packageVersion =
    typeof packageJson === 'object' && packageJson && 'version' in packageJson ? packageJson.version : '';
  const tensorflow = currentTensorFlow(home);
  const nodeMajor = node.version.replace(/^v/, '').split('.')[0];
  return {
    tensorflow: `${tensorflow?.version} in ${tensorflow?.folder}`,
    nodeMajor,
    package: packageVersion,
  };
}

/**
 * Whether the binding is there and fits TensorFlow, Node and the package.
 * @param {string} root
 * @param {string} home
 * @param {import('./node.mjs').NodeChoice} node
 * @returns {boolean}
 */
export function bindingReady(root, home, node) {
  const { deps, module, stamp } = bindingPaths(root);
  if (!existsSync(module)) return false;
  const folder = currentTensorFlow(home)?.folder;
  if (folder && (!isLink(deps) || readlinkSync(deps) !== folder)) return false;
  return JSON.stringify(readJson(stamp)) === JSON.stringify(expectedStamp(root, home, node));
}

/** @param {string} path */
function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/**
 * @param {string} root
 * @param {string} home
 * @param {import('./node.mjs').NodeChoice} node
 * @param {import('./progress.mjs').Progress} progress
 */
export async function bringBinding(root, home, node, progress) {
  const { deps, stamp } = bindingPaths(root);
  const tensorflow = currentTensorFlow(home);
  if (tensorflow?.folder) {
    rmSync(stamp, { force: true });
    linkFolder(deps, tensorflow.folder);
    await build(root, tensorflow.folder, node.executable, progress);
  } else await runInstaller(root, node.executable, progress);
  writeJson(stamp, expectedStamp(root, home, node));
}

/**
 * Points `link` to `folder` in one step, so that a running process always finds one of the two.
 * @param {string} link
 * @param {string} folder
 */
function linkFolder(link, folder) {
  const temporary = `${link}.${process.pid}`;
  rmSync(temporary, { force: true });
  symlinkSync(folder, temporary);
  if (!isLink(link)) rmSync(link, { recursive: true, force: true });
  renameSync(temporary, link);
}

/** Loads the new binding in a process of its own before it takes its place. */
const TRY = 'process.stdout.write(String(require(process.argv[1]).TF_Version))';

/**
 * @param {string} root
 * @param {string} tensorflow
 * @param {string} node
 * @param {import('./progress.mjs').Progress} progress
 */
async function build(root, tensorflow, node, progress) {
  await needTools();
  const { folder, binding } = bindingPaths(root);
  await makeFolder(binding, async (work) => {
    progress.phase('building');
    // A copy laid out like the package: the binding looks for `../../deps/lib` from where it lies.
    for (const source of ['binding.gyp', 'binding', 'package.json'])
      cpSync(join(folder, source), join(work, source), { recursive: true });
    symlinkSync(tensorflow, join(work, 'deps'));
    const built = join(work, 'lib', 'built');
    const file = join(built, 'tfjs_binding.node');
    const variables = {
      module: file,
      module_name: 'tfjs_binding',
      module_path: built,
      napi_version: NODE_API,
      napi_build_version: NODE_API,
      nodedir: headersFolder(node),
    };
    const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
    const flags = Object.entries(variables).map(([name, value]) => `--${name}=${value}`);
    const compiled = await run(node, [gyp, 'rebuild', ...flags], { cwd: work });
    if (compiled.code !== 0)
      throw new SetupError(
        `The binding to TensorFlow could not be built: ${reasonOf(compiled)}.`,
        'A C++17 compiler is needed (g++ 9 or newer); then run `npm run setup` again.',
      );
    progress.phase('trying');
    const tried = await run(node, ['-e', TRY, file]);
    if (tried.code !== 0)
      throw new SetupError(
        `The binding was built but does not load: ${reasonOf(tried)}.`,
        'Check PLATEAU_TENSORFLOW, or remove the tensorflow folder in PLATEAU_HOME, then run `npm run setup` again.',
      );
    return built;
  });
}

/** What node-gyp calls. */
async function needTools() {
  for (const tool of ['make', 'c++', 'python3'])
    if ((await run(tool, ['--version'])).code !== 0)
      throw new SetupError(
        `The binding to TensorFlow is built on this computer, and "${tool}" is not installed.`,
        'Install make, a C++ compiler and python3 (Debian and Ubuntu: `apt install build-essential python3`), then run `npm run setup` again.',
      );
}

/**
 * The npm package's own installer: brings library and binding ready-made.
 * @param {string} root
 * @param {string} node
 * @param {import('./progress.mjs').Progress} progress
 */
async function runInstaller(root, node, progress) {
  progress.phase('running the installer of @tensorflow/tfjs-node-gpu');
  const bin = join(root, 'node_modules', '.bin');
  const env = { PATH: [dirname(node), bin, process.env['PATH'] ?? ''].join(delimiter) };
  const { folder, module } = bindingPaths(root);
  const result = await run(node, [join('scripts', 'install.js'), 'gpu', 'download'], { cwd: folder, env });
  if (result.code !== 0 || !existsSync(module))
    throw new SetupError(
      `The installer of @tensorflow/tfjs-node-gpu failed: ${reasonOf(result)}.`,
      'It needs the network; on Windows and macOS Plateau can be run under Linux (WSL 2, a container) as well.',
    );
}
