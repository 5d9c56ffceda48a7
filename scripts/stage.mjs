/**
 * Gathers in dist/stage what electron-builder.yml puts beside the shell and no folder of the checkout
 * holds as it is: the Node of npm's package (the system's may need libraries of the system), the
 * libraries of TensorFlow as plain files, and the packages that the host and the runs import.
 */
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { homePaths, plateauHome } from './home.mjs';
import { importsOf, packageClosure } from './package/closure.mjs';
import { isForeign } from './package/foreign.mjs';
import { isMain } from './setup/command.mjs';
import { bringNode } from './setup/node.mjs';
import { stepProgress } from './setup/progress.mjs';
import { root, setupOrExit } from './setup.mjs';

const STAGE = join(root, 'dist', 'stage');
const MODULES = join(root, 'node_modules');
const NODE = process.platform === 'win32' ? 'node.exe' : 'node';

/** The two that the binding asks the loader for; elsewhere the installer brings nothing but what is needed. */
const LINUX_LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** What the packages carry for developers only. */
const FOR_DEVELOPERS = /\.(map|md|markdown|d\.[cm]?ts|tsbuildinfo)$/u;

const SOURCES = ['src-main/**/*.ts', 'src-shared/**/*.ts'];
/** @param {string} file */
const notShipped = (file) => /\.test\.ts$|Fixture\.ts$|^src-main[\\/]electron[\\/]/u.test(file);

/**
 * Fills `folder` anew, whole or not at all. Build output, so it is not brought to the disk file by file.
 * @param {string} folder
 * @param {(work: string) => void} fill
 */
function anew(folder, fill) {
  const work = `${folder}.part`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  fill(work);
  rmSync(folder, { recursive: true, force: true });
  renameSync(work, folder);
}

/**
 * Puts a file into `folder`; the same bytes on the disk where the file system allows it.
 * @param {string} file
 * @param {string} folder
 * @param {string} name
 */
function place(file, folder, name = basename(file)) {
  mkdirSync(folder, { recursive: true });
  const source = realpathSync(file);
  try {
    linkSync(source, join(folder, name));
  } catch {
    copyFileSync(source, join(folder, name)); // another disk
  }
}

/** @param {import('./setup/progress.mjs').Progress} progress */
async function stageNode(progress) {
  const { node } = homePaths(plateauHome());
  const versions = () => (existsSync(node) ? readdirSync(node) : []).filter((name) => /^\d/u.test(name));
  if (versions().length === 0) await bringNode(plateauHome(), progress);
  const folder = join(
    node,
    versions()
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .at(-1) ?? '',
  );
  anew(join(STAGE, 'node'), (work) => {
    place(join(folder, 'bin', NODE), join(work, 'bin'));
    place(join(folder, 'LICENSE'), work);
    chmodSync(join(work, 'bin', NODE), 0o755);
  });
}

function stageTensorFlow() {
  const libraries = join(MODULES, '@tensorflow', 'tfjs-node-gpu', 'deps', 'lib');
  const names = process.platform === 'linux' ? LINUX_LIBRARIES : readdirSync(libraries);
  anew(join(STAGE, 'tensorflow'), (work) => {
    for (const name of names) place(join(libraries, name), join(work, 'lib'), name);
  });
}

function stagePackages() {
  const packages = packageClosure(root, importsOf(root, SOURCES, notShipped));
  anew(join(STAGE, 'node_modules'), (work) => {
    for (const name of packages) placeBelow(join(MODULES, name), join(work, name));
  });
}

/**
 * Puts the files of a package into `target`: without the packages inside it, which have their own turn,
 * TensorFlow's libraries, what is for developers only, and binaries of other platforms.
 * @param {string} folder
 * @param {string} target
 */
function placeBelow(folder, target) {
  if (isForeign(relative(MODULES, folder), process.platform, process.arch)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules' || FOR_DEVELOPERS.test(entry.name)) continue;
    if (entry.isDirectory()) placeBelow(path, join(target, entry.name));
    else if (entry.isFile()) place(path, target);
  }
}

/** Fills dist/stage anew. */
export async function stage() {
  const progress = stepProgress(process.stderr, 'Staging');
  progress.phase('Node');
  await stageNode(progress);
  progress.phase('TensorFlow');
  stageTensorFlow();
  progress.phase('packages');
  stagePackages();
  rmSync(join(STAGE, 'package.json'), { force: true });
  place(join(root, 'package.json'), STAGE);
  progress.done('done');
}

if (isMain(import.meta.url)) {
  await setupOrExit();
  await stage();
}
