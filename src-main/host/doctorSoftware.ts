/** What is installed beside TensorFlow: Node, npm packages, data sets, the desktop shell. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { packagesReady } from '../../scripts/setup/npmPackages.mjs';
import { atLeast, NODE_MINIMUM } from '../../scripts/setup/versions.mjs';
import { listDatasets } from './datasets.ts';
import { flaw, ok, type Finding } from './doctorFinding.ts';

/** The Node that runs this, against the oldest that runs the sources as they are. */
export function examineNode(version = process.version, executable = process.execPath): Finding {
  const found = `${version} (${executable})`;
  if (atLeast(version, NODE_MINIMUM)) return ok('Node', found);
  return flaw('problem', 'Node', found, `${NODE_MINIMUM} or newer is needed; \`npm run setup\` brings one.`);
}

/** Whether node_modules below `root` is what the lock file says. */
export function examinePackages(root: string): Finding {
  const topic = 'npm packages';
  if (!existsSync(path.join(root, 'package-lock.json'))) return ok(topic, 'part of the installed program');
  if (packagesReady(root)) return ok(topic, 'as in the lock file');
  const found = existsSync(path.join(root, 'node_modules'))
    ? 'not installed by setup, or the lock file has changed since'
    : 'not installed';
  return flaw('warning', topic, found, 'Run `npm run setup`.');
}

/** The data sets of the home folder, by name. */
export async function examineDatasets(home: string): Promise<Finding> {
  const entries = await listDatasets(home);
  const found = entries
    .map(({ name, problem }) => (problem === undefined ? name : `${name} (${problem})`))
    .join(', ');
  if (entries.length === 0) return flaw('warning', 'Data sets', 'none', 'Run `plateau dataset add cifar10`.');
  if (entries.every(({ problem }) => problem === undefined)) return ok('Data sets', found);
  return flaw(
    'warning',
    'Data sets',
    found,
    'Remove what cannot be read with `plateau dataset remove` and add it again.',
  );
}

/** Whether the desktop shell's binary is there; everything else works without it. */
export function examineElectron(root: string): Finding {
  const installed = existsSync(path.join(root, 'node_modules', 'electron', 'dist'));
  return ok(
    'Desktop shell',
    installed ? 'Electron is installed' : 'Electron is not installed (only the desktop window needs it)',
  );
}
