/** Asks the host to do something to runs, tells what came of it, and offers to undo it. */
import { toast } from 'svelte-sonner';
import { describeError } from '../../../src-shared/errors.ts';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { CommandInput } from '../../../src-shared/contract/commands.ts';
import { client } from '../../state/client.ts';
import { route } from '../../state/route.svelte.ts';
import { runs as list } from '../../state/runs.svelte.ts';
import { applicable, CONTROLS, deletable, runCount, type Control } from './deeds.ts';

type Runs = readonly RunSummary[];

const idsOf = (runs: Runs): string[] => runs.map(({ id }) => id);

async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toast.error(what, { description: describeError(error) });
  }
}

/** Changes name, notes, tags or the archive mark of runs. */
export function annotate(
  runs: Runs,
  change: Omit<CommandInput<'runs.annotate'>, 'runs'>,
  done?: { message: string; undo: Omit<CommandInput<'runs.annotate'>, 'runs'> },
): Promise<void> {
  return attempt('The change was not kept', async () => {
    const answer = await client.invoke('runs.annotate', { runs: idsOf(runs), ...change });
    list.apply(answer.runs, []);
    if (done === undefined) return;
    const action = { label: 'Undo', onClick: () => void annotate(runs, done.undo) };
    toast.success(done.message, { action });
  });
}

/** Takes the sample run among the runs and shows it. */
export function openSample(): Promise<void> {
  return attempt('The sample could not be opened', async () => {
    const run = await client.invoke('runs.sample', {});
    list.apply([run], []);
    route.go(['runs', run.id]);
  });
}

/** Archives runs, or brings them back; can be undone. */
export function archive(runs: Runs, archived: boolean): Promise<void> {
  const changed = runs.filter((run) => run.archived !== archived);
  const message = `${runCount(changed.length)} ${archived ? 'archived' : 'brought back from the archive'}`;
  if (changed.length === 0) return Promise.resolve();
  return annotate(changed, { archived }, { message, undo: { archived: !archived } });
}

/** Adds a tag to those that lack it; can be undone. */
export function addTag(runs: Runs, tag: string): Promise<void> {
  const without = runs.filter(({ tags }) => !tags.includes(tag));
  if (without.length === 0) return Promise.resolve();
  const message = `${runCount(without.length)} tagged “${tag}”`;
  return annotate(without, { addTags: [tag] }, { message, undo: { removeTags: [tag] } });
}

/** Takes a tag from those that have it; can be undone. */
export function removeTag(runs: Runs, tag: string): Promise<void> {
  const tagged = runs.filter(({ tags }) => tags.includes(tag));
  if (tagged.length === 0) return Promise.resolve();
  const message = `“${tag}” removed from ${runCount(tagged.length)}`;
  return annotate(tagged, { removeTags: [tag] }, { message, undo: { addTags: [tag] } });
}

/** Moves runs to the trash; can be undone until it is emptied. Running ones are left out, and said to be. */
export function remove(runs: Runs): Promise<void> {
  const gone = deletable(runs);
  const kept = runs.length - gone.length;
  const left = kept === 0 ? '' : `${runCount(kept)} still running: stop before deleting.`;
  if (gone.length === 0) {
    if (kept > 0) toast.warning('Nothing was deleted', { description: left });
    return Promise.resolve();
  }
  return attempt('The runs were not deleted', async () => {
    const { deleted } = await client.invoke('runs.delete', { runs: idsOf(gone) });
    list.apply([], deleted);
    const onClick = (): void => void restore(deleted);
    const title = `${runCount(deleted.length)} moved to the trash`;
    toast.success(title, { description: left, action: { label: 'Undo', onClick }, duration: 12_000 });
  });
}

function restore(ids: string[]): Promise<void> {
  return attempt('The runs were not restored', async () => {
    list.apply((await client.invoke('runs.restore', { runs: ids })).runs, []);
  });
}

const COMMANDS = { pause: 'runs.pause', stop: 'runs.stop', resume: 'runs.resume' } as const;

/** Pauses, stops or resumes those of the runs it applies to; each failure is told with its run. */
export async function steer(control: Control, runs: Runs): Promise<void> {
  const meant = applicable(control, runs);
  let done = 0;
  for (const run of meant)
    await attempt(`${CONTROLS[control].title}: ${run.name}, seed ${run.seed}`, async () => {
      list.apply([await client.invoke(COMMANDS[control], { run: run.id })], []);
      done++;
    });
  if (done > 0) toast.success(`${runCount(done)} ${CONTROLS[control].done}`);
}

/** Copies ids, one a line. */
export function copyIds(runs: Runs): Promise<void> {
  return attempt('The ids were not copied', async () => {
    await navigator.clipboard.writeText(idsOf(runs).join('\n'));
    toast.success(`${runs.length === 1 ? 'Id' : `${runs.length} ids`} copied`);
  });
}
