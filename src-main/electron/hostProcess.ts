/**
 * The host as a child: a plain Node that owns the store and the run queue, never this Electron's own
 * Node. It says on standard output where it listens and ends when its standard input closes, so it
 * cannot outlive the shell, even one that was killed.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const addressSchema = z.object({
  port: z.int().min(1).max(65_535),
  token: z.string().min(1),
  pid: z.int(),
  own: z.boolean().describe('false: another process is the host of this home, the child is attached to it'),
});
export type HostAddress = z.infer<typeof addressSchema>;

/** Characters of standard error that are kept to say why the child ended. */
const LAST_WORDS = 2000;
/** ms a closed child has to end by itself. */
const PATIENCE = 5000;

export interface HostStart {
  readonly node: string;
  readonly script: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Told where the host listens, again when that changes. */
  readonly onAddress: (address: HostAddress) => void;
  /** Told once when the child is gone, with what it said last. */
  readonly onEnd: (lastWords: string) => void;
}

export interface HostProcess {
  /** Asks the child to end and waits for it; its runs go on. */
  close(): Promise<void>;
}

/** The address in a line that the child printed. */
export function parseAddress(line: string): HostAddress | undefined {
  try {
    return addressSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The environment of the child: the shell's without what would change the Node it runs. */
export function hostEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('ELECTRON_') && name !== 'NODE_OPTIONS'),
  );
}

/** Starts the host. */
export function startHost({ node, script, env = process.env, onAddress, onEnd }: HostStart): HostProcess {
  const child = spawn(node, [script], {
    env: hostEnvironment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal reaches the shell only, which then ends the child.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let words = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    const address = parseAddress(line);
    if (address !== undefined) onAddress(address);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    words = (words + text).slice(-LAST_WORDS);
  });
  child.stdin.on('error', () => undefined); // the child was faster
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      onEnd(`${node} could not be started: ${error.message}`);
      resolve();
    });
    child.on('close', (code, signal) => {
      onEnd(words.trim() === '' ? `It ended with ${signal ?? `status ${String(code)}`}.` : words.trim());
      resolve();
    });
  });
  return {
    async close() {
      child.stdin.end();
      const killer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await ended;
      clearTimeout(killer);
    },
  };
}
