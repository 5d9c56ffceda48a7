/** Child processes of setup, and the error that ends it. */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A failure the user can act on: what happened, then what to do. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} remedy
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'SetupError';
    this.remedy = remedy;
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {Set<() => void>} */
const watchers = new Set();

/**
 * Calls `listener` whenever a child process starts or ends; gives the function that stops this.
 * @param {() => void} listener
 * @returns {() => void}
 */
export function watchChildren(listener) {
  watchers.add(listener);
  return () => watchers.delete(listener);
}

/**
 * The process ids of the children that run now.
 * @returns {number[]}
 */
export function childPids() {
  return [...running].flatMap((child) => child.pid ?? []);
}

/**
 * @param {'add' | 'delete'} change
 * @param {import('node:child_process').ChildProcess} child
 */
function changeRunning(change, child) {
  running[change](child);
  for (const watcher of watchers) watcher();
}

/** Windows has no process groups. */
const OWN_GROUP = process.platform !== 'win32';

/** @type {Readonly<Record<string, number>>} exit status by signal */
const ENDINGS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** From the first child on: a signal that ends setup ends its children with it. */
const passSignals = once(() => {
  for (const [signal, status] of Object.entries(ENDINGS))
    process.on(signal, () => {
      // An entry script that has handed over to the application passes signals on by itself.
      if (running.size === 0 && process.listenerCount(signal) > 1) return;
      for (const child of running) endGroup(child);
      process.exit(status);
    });
});

/**
 * Ends a child and what it has started: some commands are wrappers around the one that works.
 * @param {import('node:child_process').ChildProcess} child
 */
function endGroup(child) {
  if (OWN_GROUP && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  else child.kill();
}

/**
 * @param {() => void} action
 * @returns {() => void}
 */
function once(action) {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}

/**
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to the environment
 * @property {boolean} [shell]
 * @property {(text: string) => void} [onOutput] sees standard output as it comes
 *
 * @typedef {object} Result
 * @property {number} code 127 when the command is not installed
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a command to its end and gives what it wrote; never rejects.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} options
 * @returns {Promise<Result>}
 */
export function run(command, args, options = {}) {
  passSignals();
  return new Promise((done) => {
    const child = spawn(command, args, {
      ...(options.cwd ? { cwd: options.cwd } : {}),
      env: { ...process.env, ...options.env },
      shell: options.shell ?? false,
      detached: OWN_GROUP,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    changeRunning('add', child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout += text;
      options.onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text));
    child.on('error', (error) => {
      changeRunning('delete', child);
      done({ code: 127, stdout, stderr: error.message });
    });
    child.on('close', (code, signal) => {
      changeRunning('delete', child);
      done({ code: code ?? 128, stdout, stderr: signal ? `${stderr}\nended by ${signal}` : stderr });
    });
  });
}

const ERROR = /error|ERR!|not found|no such|no space|cannot/i;
/** npm's lines of bare codes, which its next line puts into words. */
const CODES = /^npm error (code|syscall|errno|path|\d+)\b/;

/**
 * The line of a failed command's output that says why: its first error line, else its last line.
 * @param {Result} result
 * @returns {string}
 */
export function reasonOf(result) {
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
  const words = lines.filter((line) => line && line !== 'npm error' && !CODES.test(line));
  const line = words.find((text) => ERROR.test(text)) ?? words.at(-1) ?? `exit code ${result.code}`;
  return line.replace(/^(npm error|gyp ERR!|ERROR:) */, '').replace(/\.$/, '');
}

/**
 * Whether the module at `url` is the script that Node was started with.
 * @param {string} url its import.meta.url
 * @returns {boolean}
 */
export function isMain(url) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(url));
}
