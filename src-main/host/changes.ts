/** Tells which runs changed: the summaries that differ from those told last, and the ids that are gone. */
import type { EventPayload } from '../../src-shared/contract/events.ts';
import { toSummary } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

type RunsChanged = EventPayload<'runs.changed'>;

/** ms between two messages at least; a little less than the time between two looks of the host. */
const PAUSE = 240;

/** Watches `store` and gives changes to `tell`, not more often than four times a second. */
export function createChanges(store: Store, tell: (changes: RunsChanged) => void) {
  /** The summary told last, as JSON. */
  const told = new Map<string, string>();
  let last = -Infinity; // ms

  function collect(): RunsChanged {
    const changes: RunsChanged = { runs: [], removed: [] };
    for (const id of store.takeTouched()) {
      const row = store.get(id);
      if (row === undefined) {
        told.delete(id);
        changes.removed.push(id);
        continue;
      }
      const summary = toSummary(row);
      const text = JSON.stringify(summary);
      if (told.get(id) === text) continue;
      told.set(id, text);
      changes.runs.push(summary);
    }
    return changes;
  }

  return {
    /** Tells what changed, unless the last message is too fresh: the host asks again with every look. */
    flush(): void {
      const now = performance.now();
      if (now - last < PAUSE) return;
      const changes = collect();
      if (changes.runs.length + changes.removed.length === 0) return;
      last = now;
      tell(changes);
    },
  };
}
