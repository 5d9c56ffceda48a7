#!/usr/bin/env node
/** The `plateau` command: sets up what is missing, then runs the program on a Node that can. */
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { root, setupOrExit } from './setup.mjs';

/** These must work where TensorFlow cannot be set up: they explain why. */
const WITHOUT_TENSORFLOW = ['doctor', 'help', '--help', '-h', '--version', '-V'];

const args = process.argv.slice(2);
const first = args[0] ?? '--help';
const node = await setupOrExit(WITHOUT_TENSORFLOW.includes(first) ? ['packages', 'node'] : undefined);
if (first !== 'setup')
  process.exitCode = await launch(node, [join(root, 'src-main', 'cli', 'main.ts'), ...args], {
    cwd: process.cwd(),
  });
