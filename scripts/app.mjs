/**
 * `npm run app`: sets up what is missing, builds views and shell when their sources have changed, brings
 * Electron's binary and starts it. Where it cannot be had, `plateau open` shows the same views in a browser.
 */
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { bringElectron, bringShell } from './package/shell.mjs';
import { SetupError } from './setup/command.mjs';
import { stepProgress } from './setup/progress.mjs';
import { root, setupOrExit } from './setup.mjs';

const node = await setupOrExit();
const progress = stepProgress(process.stderr, 'Desktop app');
try {
  await bringShell(root, node, progress);
  const electron = await bringElectron(root, node, progress);
  progress.end();
  const main = join(root, 'dist', 'electron', 'main.cjs');
  const env = { PLATEAU_NODE: node, ELECTRON_RUN_AS_NODE: undefined };
  process.exitCode = await launch(electron, [...process.argv.slice(2), main], { env });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  progress.end();
  process.stderr.write(`${error.message} ${error.remedy}\n`);
  process.exitCode = 1;
}
