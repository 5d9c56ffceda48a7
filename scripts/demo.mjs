/** `npm run demo`: sets up, brings CIFAR-10 when it is absent and searches a few minutes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths, plateauHome } from './home.mjs';
import { launch } from './launch.mjs';
import { root, setupOrExit } from './setup.mjs';

const node = await setupOrExit();
const main = join(root, 'src-main', 'cli', 'main.ts');
const dataset = join(homePaths(plateauHome()).datasets, 'cifar10', 'dataset.json');
const commands = [
  ...(existsSync(dataset) ? [] : [['dataset', 'add', 'cifar10']]),
  ['search', '--preset', 'demo', ...process.argv.slice(2)],
];
for (const command of commands) {
  process.exitCode = await launch(node, [main, ...command]);
  if (process.exitCode !== 0) break;
}
