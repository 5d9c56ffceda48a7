/** `npm run docs`: writes docs/methods from the catalogue of methods; a test fails while it is stale. */
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { root, setupOrExit } from './setup.mjs';

const node = await setupOrExit(['packages', 'node']);
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
process.exitCode = await launch(node, [vitest, 'run', 'test/docs', '--update']);
