/**
 * Brings all that Plateau runs on, step by step; each step looks first whether there is anything to
 * do, so a second run is silent and an interrupted one goes on where it was. Runs on Node 20 with no
 * package installed. Progress goes to standard error: standard output belongs to the commands.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plateauHome } from './home.mjs';
import { bindingReady, bringBinding } from './setup/binding.mjs';
import { isMain, SetupError } from './setup/command.mjs';
import { withLock } from './setup/lock.mjs';
import { bringNode, chosenNode } from './setup/node.mjs';
import { installPackages, packagesReady } from './setup/npmPackages.mjs';
import { bringOperations, operationsReady, tryOperationsAgain } from './setup/operations.mjs';
import { stepProgress } from './setup/progress.mjs';
import { bringTensorFlow, tensorFlowReady } from './setup/tensorflow.mjs';
import { TENSORFLOW_VERSION } from './setup/versions.mjs';
import { buildViews, viewsReady } from './setup/views.mjs';

export const root = resolve(fileURLToPath(import.meta.url), '..', '..');

/** @typedef {'packages' | 'node' | 'tensorflow' | 'binding' | 'operations' | 'views'} StepName */

/**
 * @typedef {object} Step
 * @property {StepName} name
 * @property {string} title
 * @property {(home: string) => boolean} ready
 * @property {(home: string, progress: import('./setup/progress.mjs').Progress) => Promise<string | void>} run
 *   may return what went wrong, where Plateau does without
 */

/** @type {readonly Step[]} */
const STEPS = [
  {
    name: 'packages',
    title: 'npm packages',
    ready: () => packagesReady(root),
    run: (_home, progress) => installPackages(root, progress),
  },
  { name: 'node', title: 'Node', ready: (home) => chosenNode(home) !== undefined, run: bringNode },
  {
    name: 'tensorflow',
    title: `TensorFlow ${TENSORFLOW_VERSION}`,
    ready: tensorFlowReady,
    run: bringTensorFlow,
  },
  {
    name: 'binding',
    title: 'TensorFlow binding',
    ready: (home) => bindingReady(root, home, nodeFor(home)),
    run: (home, progress) => bringBinding(root, home, nodeFor(home), progress),
  },
  {
    name: 'operations',
    title: 'Own operations',
    ready: (home) => operationsReady(root, home),
    run: (home, progress) => bringOperations(root, home, nodeFor(home).executable, progress),
  },
  {
    name: 'views',
    title: 'Views',
    ready: () => viewsReady(root),
    run: (home, progress) => buildViews(root, nodeFor(home).executable, progress),
  },
];

/** @param {string} home */
function nodeFor(home) {
  return chosenNode(home) ?? { executable: process.execPath, version: process.version };
}

/**
 * Makes sure that the named steps are done and gives the Node to run the program with.
 * @param {readonly StepName[]} names
 * @returns {Promise<string>} path of a Node executable
 */
export async function setup(names = STEPS.map((step) => step.name)) {
  const home = plateauHome();
  const missing = () => STEPS.filter((step) => names.includes(step.name) && !step.ready(home));
  if (missing().length > 0)
    await withLock(
      join(home, 'setup.lock'),
      () => process.stderr.write('Another setup of Plateau is running; waiting for it.\n'),
      // One after the other: whether the binding is ready is known when its TensorFlow is.
      async () => {
        for (const step of STEPS)
          if (names.includes(step.name) && !step.ready(home)) await runStep(step, home);
      },
    );
  return nodeFor(home).executable;
}

/**
 * @param {Step} step
 * @param {string} home
 */
async function runStep(step, home) {
  const started = Date.now();
  const progress = stepProgress(process.stderr, `[${STEPS.indexOf(step) + 1}/${STEPS.length}] ${step.title}`);
  let failure;
  try {
    failure = await step.run(home, progress);
  } catch (error) {
    progress.end();
    throw error;
  }
  progress.done(failure ?? `done in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * `setup` for the entry scripts: a failure is one line and ends the process with status 1.
 * @param {readonly StepName[]} [names]
 * @returns {Promise<string>}
 */
export async function setupOrExit(names) {
  try {
    return await setup(names);
  } catch (error) {
    const known = error instanceof SetupError;
    process.stderr.write(known ? `Setup: ${error.message} ${error.remedy}\n` : `Setup: ${String(error)}\n`);
    process.exit(1);
  }
}

/** `setup` because the user asks for it: what was given up is tried once more. */
export function setupAsked() {
  tryOperationsAgain(root);
  return setupOrExit();
}

if (isMain(import.meta.url)) await setupAsked();
