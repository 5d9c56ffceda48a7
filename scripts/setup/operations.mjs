/**
 * Step: Plateau's own TensorFlow operations, compiled beside the binding. Searches run without them,
 * slower on a processor: a failure is told, written down, and not tried again by itself.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bindingPaths } from './binding.mjs';
import { reasonOf, run } from './command.mjs';
import { putFile, readJson, withWorkFolder, writeJson } from './files.mjs';
import { headersFolder } from './node.mjs';
import { currentTensorFlow } from './tensorflow.mjs';

/** The vectors are explicit: a compiler that adds its own to the loops around them makes those slower. */
const FLAGS = [
  ...['-std=c++17', '-O3', '-fPIC', '-fvisibility=hidden'],
  ...['-ffp-contract=fast', '-fno-math-errno', '-fno-tree-vectorize'],
];
/** Only where the compiler knows them: Clang ends with an error at a flag that is GCC's alone. */
const FLAGS_OF_GCC = ['-fno-tree-loop-distribute-patterns'];

/** @type {Readonly<Record<string, readonly string[]>>} flags by instruction set */
const EXTENSIONS =
  process.arch === 'x64'
    ? {
        avx2: ['-mavx2', '-mfma'],
        avx512: [
          ...['-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw', '-mfma'],
          '-mprefer-vector-width=512',
        ],
      }
    : {};

/**
 * What is compiled. The linker takes an inline function from the first object that has it: the kernels
 * that every processor can run come first.
 * @type {readonly {object: string, source: string, flags: readonly string[]}[]}
 */
const OBJECTS = [
  ...Object.entries({ plain: [], ...EXTENSIONS }).map(([name, flags]) => ({
    object: name,
    source: 'kernels.cc',
    flags: [`-DPLATEAU_ISA=${name}`, ...flags],
  })),
  { object: 'parallel', source: 'parallel.cc', flags: [] },
  { object: 'operations', source: 'operations.cc', flags: [] },
  { object: 'module', source: 'module.cc', flags: ['-DNAPI_VERSION=8'] },
];

/** All symbols at once: one that this TensorFlow lacks shows when the module is tried, not in a search. */
const LINK_FLAGS = ['-shared', '-Wl,-z,now', '-Wl,-rpath,$ORIGIN/../../deps/lib'];

/** @param {string} root */
function paths(root) {
  const { folder, binding } = bindingPaths(root);
  return {
    sources: join(root, 'src-main', 'engine', 'native'),
    // As deep as the binding: the libraries are looked for from where the module lies.
    parent: join(folder, 'lib'),
    module: join(binding, 'plateau_operations.node'),
    stamp: join(binding, 'plateau-operations.json'),
  };
}

/**
 * What the module depends on; a difference means a new build.
 * @param {string} root
 * @param {string} home
 */
function expectedStamp(root, home) {
  const { sources } = paths(root);
  const tensorflow = currentTensorFlow(home);
  const hash = createHash('sha256').update(JSON.stringify([FLAGS, FLAGS_OF_GCC, OBJECTS, LINK_FLAGS]));
  const names = readdirSync(sources).filter((name) => /\.(cc|h)$/.test(name));
  for (const name of names.sort()) hash.update(name).update(readFileSync(join(sources, name)));
  return { tensorflow: `${tensorflow?.version} in ${tensorflow?.folder}`, sources: hash.digest('hex') };
}

/**
 * What was written down of the last build.
 * @param {string} root
 * @returns {Record<string, unknown>}
 */
function readStamp(root) {
  return { .../** @type {object} */ (readJson(paths(root).stamp)) };
}

/**
 * Why the last build failed; undefined where it did not.
 * @param {string} root
 * @returns {string | undefined}
 */
export function operationsFailure(root) {
  const { failure } = readStamp(root);
  return typeof failure === 'string' ? failure : undefined;
}

/**
 * Whether there is nothing to do: they are there, they failed like this before, or they cannot be built
 * since the TensorFlow in use came without its headers.
 * @param {string} root
 * @param {string} home
 * @returns {boolean}
 */
export function operationsReady(root, home) {
  if (!currentTensorFlow(home)?.folder) return true;
  const { failure, ...built } = readStamp(root);
  if (JSON.stringify(built) !== JSON.stringify(expectedStamp(root, home))) return false;
  return failure !== undefined || existsSync(paths(root).module);
}

/**
 * Forgets a failure, so that the next setup tries again.
 * @param {string} root
 */
export function tryOperationsAgain(root) {
  if (operationsFailure(root) !== undefined) rmSync(paths(root).stamp, { force: true });
}

/**
 * @param {string} root
 * @param {string} home
 * @param {string} node
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string | void>} what went wrong and what to do about it
 */
export async function bringOperations(root, home, node, progress) {
  const { parent, module, stamp } = paths(root);
  const expected = expectedStamp(root, home);
  const tensorflow = currentTensorFlow(home)?.folder ?? '';
  /** @type {string | undefined} */
  let failure;
  await withWorkFolder(parent, async (work) => {
    progress.phase('building');
    const made = join(work, 'plateau_operations.node');
    failure = await build(paths(root).sources, tensorflow, node, work, made);
    if (failure === undefined) {
      progress.phase('trying');
      failure = await load(bindingPaths(root).module, made, node);
    }
    if (failure === undefined) putFile(made, module);
    else rmSync(module, { force: true }); // of other sources or another TensorFlow
  });
  writeJson(stamp, failure === undefined ? expected : { ...expected, failure });
  if (failure !== undefined)
    return `left out, searches on the processor will be slower: ${failure}. A C++17 compiler is needed (g++ 9 or newer); then run \`npm run setup\` again.`;
}

/**
 * Compiles and links; gives the reason of a failure.
 * @param {string} sources
 * @param {string} tensorflow
 * @param {string} node
 * @param {string} work
 * @param {string} made
 * @returns {Promise<string | undefined>}
 */
async function build(sources, tensorflow, node, work, made) {
  // The one that node-gyp uses, which may have arguments of its own.
  const [compiler = 'c++', ...args] = (process.env['CXX']?.trim() || 'c++').split(/\s+/);
  if ((await run(compiler, [...args, '--version'])).code === 127) return `"${compiler}" is not installed`;
  const call = (/** @type {readonly string[]} */ more) => run(compiler, [...args, ...more], { cwd: work });
  const knows = async (/** @type {string} */ flag) =>
    (await call(['-Werror', flag, '-fsyntax-only', '-x', 'c++', '/dev/null'])).code === 0;
  const known = await Promise.all(FLAGS_OF_GCC.map(async (flag) => ((await knows(flag)) ? [flag] : [])));
  const include = [join(tensorflow, 'include'), join(headersFolder(node), 'include', 'node')];
  const common = [...FLAGS, ...known.flat(), ...include.flatMap((folder) => ['-isystem', folder])];
  const compiled = await Promise.all(
    OBJECTS.map(({ object, source, flags }) =>
      call([...common, ...flags, '-c', join(sources, source), '-o', `${object}.o`]),
    ),
  );
  const failed = compiled.find(({ code }) => code !== 0);
  if (failed) return reasonOf(failed);
  const library = join(tensorflow, 'lib', 'libtensorflow_framework.so.2');
  const objects = OBJECTS.map(({ object }) => `${object}.o`);
  const linked = await call(['-o', made, ...objects, library, ...LINK_FLAGS]);
  return linked.code === 0 ? undefined : reasonOf(linked);
}

/** TensorFlow first, by its binding, then the operations that are registered with it. */
const TRY = 'require(process.argv[1]); process.stdout.write(require(process.argv[2]).instructions)';

/**
 * Loads the new module in a process of its own before it takes its place; gives the reason of a failure.
 * @param {string} binding
 * @param {string} made
 * @param {string} node
 * @returns {Promise<string | undefined>}
 */
async function load(binding, made, node) {
  const tried = await run(node, ['-e', TRY, binding, made], { env: { TF_CPP_MIN_LOG_LEVEL: '2' } });
  return tried.code === 0 ? undefined : `they do not load, ${reasonOf(tried)}`;
}
