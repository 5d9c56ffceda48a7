/**
 * Who a process is: a process id alone is reused, together with the start time it is not. Liveness of
 * runs and stale locks are read from this, never from a timer inside the process.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, in the words of the platform; to be compared, not to be read. */
  readonly start: string;
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/**
 * Linux: field 22 of /proc/<pid>/stat (clock ticks since boot) with the boot's id, because the same ticks
 * come again after a reboot. A zombie has ended, although its entry waits for its parent.
 */
function linuxStart(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Field 2, the command, may hold blanks and brackets: count from the last bracket on (field 3 follows).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readFileSync(BOOT_ID, 'utf8').trim()}:${fields[22 - 3]}`;
}

function ask(command: string, ...args: string[]): string | undefined {
  const options = {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: 'pipe',
  } as const;
  const answer = execFileSync(command, args, options).trim();
  return answer === '' ? undefined : answer;
}

function psStart(pid: number): string | undefined {
  return ask('ps', '-o', 'lstart=', '-p', String(pid));
}

function windowsStart(pid: number): string | undefined {
  return ask('powershell', '-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`);
}

const START: Partial<Record<NodeJS.Platform, (pid: number) => string | undefined>> = {
  linux: linuxStart,
  win32: windowsStart,
};

/** The identity of a living process, undefined if there is none with this id. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    const start = (START[process.platform] ?? psStart)(pid);
    return start === undefined ? undefined : { pid, start };
  } catch {
    // No such entry in /proc, or the command ended with an error: there is no such process.
    return undefined;
  }
}

/** Whether the process of that identity still lives; another process with the same id does not count. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.start === identity.start;
}
