/** One thing that `plateau doctor` looked at. */
export interface Finding {
  readonly topic: string;
  /** warning: it works, with a restriction; problem: it does not work. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly found: string;
  /** What to do; always there when the status is not ok. */
  readonly remedy?: string;
}

/** A finding that is fine as it is. */
export function ok(topic: string, found: string): Finding {
  return { topic, status: 'ok', found };
}

/** A finding that something should be done about. */
export function flaw(status: 'warning' | 'problem', topic: string, found: string, remedy: string): Finding {
  return { topic, status, found, remedy };
}

/** Bytes for people, decimal like disks and downloads. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
