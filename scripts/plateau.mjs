#!/usr/bin/env node
/** The `plateau` command: sets up what is missing, then runs the program on a Node that can. */
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { root, setupAsked, setupOrExit } from './setup.mjs';

/** The commands that load TensorFlow; the others work, and explain, where it cannot be set up. */
const WITH_TENSORFLOW = ['search', 'evaluate', 'export', 'resume', 'worker', 'verify', 'bench', 'spectrum'];

const BARE = /** @type {const} */ (['packages', 'node']);
const ENGINE = /** @type {const} */ ([...BARE, 'tensorflow', 'binding', 'operations']);

const args = process.argv.slice(2);
const first = args[0] ?? '--help';
const asksForHelp = args.some((argument) => argument === '--help' || argument === '-h');
/** Brings what a command needs before it starts. */
function setUp() {
  if (asksForHelp) return setupOrExit(BARE);
  if (first === 'setup') return setupAsked();
  if (first === 'open') return setupOrExit();
  return setupOrExit(WITH_TENSORFLOW.includes(first) ? ENGINE : BARE);
}

const node = await setUp();
// npm changes to the package's folder; paths on the command line are meant from where the user is.
const cwd = process.env['npm_lifecycle_event'] ? process.env['INIT_CWD'] : undefined;
if (first !== 'setup')
  process.exitCode = await launch(node, [join(root, 'src-main', 'cli', 'main.ts'), ...args], {
    cwd: cwd ?? process.cwd(),
  });
