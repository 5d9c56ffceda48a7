/** Commands that keep runs in order: names, notes and tags, the archive, the trash. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { toSummary } from '../../store/rows.ts';
import { changeAnnotations, readAnnotations, writeAnnotations } from '../../store/annotations.ts';
import { trashFolder } from '../home.ts';
import { importFolder } from '../registry.ts';
import { assertEnded, emptyTrash, moveFromTrash, moveToTrash } from '../trash.ts';
import { runsOf, type HandlerParts, type Handlers } from './parts.ts';

type Names = 'runs.sample' | 'runs.annotate' | 'runs.delete' | 'runs.restore' | 'trash.empty';

/** Holds one run folder, named by the id of its run. */
const SAMPLES = path.join(import.meta.dirname, '../../../resources/sample');

export function archiveHandlers(parts: HandlerParts): Handlers<Names> {
  const { home, runs, store, tracker, scheduler } = parts;
  const trash = trashFolder(home);
  return {
    'runs.sample': () => {
      const id = readdirSync(SAMPLES)[0]!;
      return toSummary(store.get(id) ?? tracker.add(importFolder(runs, path.join(SAMPLES, id), false)));
    },
    'runs.annotate': ({ runs: ids, ...change }) => {
      const found = runsOf(parts, ids);
      for (const run of found) {
        const annotations = changeAnnotations(readAnnotations(run.folder), change);
        writeAnnotations(run.folder, annotations);
        store.annotate(run, annotations);
      }
      return { runs: runsOf(parts, ids).map(toSummary) };
    },
    'runs.delete': ({ runs: ids }) => {
      const found = runsOf(parts, ids);
      found.forEach(assertEnded);
      for (const run of found) {
        if (run.state === 'queued') scheduler.cancel(run);
        moveToTrash(trash, run);
        tracker.forget(run.id);
      }
      return { deleted: found.map(({ id }) => id) };
    },
    'runs.restore': ({ runs: given }) => {
      const ids = [...new Set(given)];
      moveFromTrash(trash, runs, ids);
      return { runs: ids.map((id) => toSummary(tracker.add(id))) };
    },
    'trash.empty': async () => ({ runs: await emptyTrash(trash) }),
  };
}
