/**
 * Where Plateau keeps what it makes: runs, data sets, the store, TensorFlow, a Node of its own.
 * Plain JavaScript, because the entry scripts need the rule before any package is installed;
 * `src-main/host/home.ts` gives it to the application.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The platform's folder for application data.
 * @type {Readonly<Record<string, (env: NodeJS.ProcessEnv) => string>>}
 */
const DATA_FOLDERS = {
  darwin: () => join(homedir(), 'Library', 'Application Support', 'plateau'),
  win32: (env) => join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'plateau'),
  linux: (env) => join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'plateau'),
};

/**
 * The home folder: `PLATEAU_HOME`, else `plateau` in the platform's folder for application data.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 * @returns {string} an absolute path; the folder need not exist yet
 */
export function plateauHome(env = process.env, platform = process.platform) {
  const chosen = env['PLATEAU_HOME'];
  if (chosen) return resolve(chosen);
  const folder = DATA_FOLDERS[platform] ?? DATA_FOLDERS['linux'];
  return folder ? folder(env) : resolve('.plateau');
}

/**
 * What lies where inside the home folder.
 * @param {string} home
 */
export function homePaths(home) {
  return {
    runs: join(home, 'runs'),
    datasets: join(home, 'datasets'),
    /** One folder a TensorFlow build, and `current.json` that names the one in use. */
    tensorflow: join(home, 'tensorflow'),
    /** One folder a Node version that setup brought. */
    node: join(home, 'node'),
    store: join(home, 'store', 'plateau.sqlite'),
    /** The lock of the one host of this home: its pid, start time and port. */
    lock: join(home, 'host.json'),
  };
}
