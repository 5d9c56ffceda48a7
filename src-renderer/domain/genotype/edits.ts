/** Undo and redo over texts. The present one stands in the page's address; '' is the source itself. */
export interface Edits {
  readonly past: readonly string[];
  readonly future: readonly string[];
}

export const NO_EDITS: Edits = { past: [], future: [] };

/** What undo and redo go through; older states are forgotten. */
const KEPT = 200;

export interface Moved {
  readonly edits: Edits;
  readonly present: string;
}

/** A new text after `present`; what was undone before is gone. */
export function edited({ past }: Edits, present: string): Edits {
  return { past: [...past, present].slice(-KEPT), future: [] };
}

/** One step back; undefined where there is none. */
export function undone({ past, future }: Edits, present: string): Moved | undefined {
  const before = past.at(-1);
  if (before === undefined) return undefined;
  return { present: before, edits: { past: past.slice(0, -1), future: [present, ...future] } };
}

/** One step forward again; undefined where there is none. */
export function redone({ past, future }: Edits, present: string): Moved | undefined {
  const [next, ...rest] = future;
  if (next === undefined) return undefined;
  return { present: next, edits: { past: [...past, present], future: rest } };
}
