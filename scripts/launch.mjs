/** Hands over to a program: same terminal, same signals, same exit status. */
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { root } from './setup.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a script under `node` and gives its exit status; dies of the same signal as the script.
 * @param {string} node
 * @param {readonly string[]} args script and its arguments
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} options
 * @returns {Promise<number>}
 */
export function launch(node, args, options = {}) {
  // Tools that start "node" by name get the same one.
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter),
    ...options.env,
  };
  const child = spawn(node, args, { cwd: options.cwd ?? root, env, stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes; passed on, it would count twice.
  const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      for (const name of SIGNALS) process.off(name, pass);
      if (signal) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      }
      done(code ?? 128);
    });
  });
}
