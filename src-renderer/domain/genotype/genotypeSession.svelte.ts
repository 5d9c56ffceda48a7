/** The genotype on the page: its source from the address, edits on top, undo and redo. */
import type { RunDetail } from '../../../src-shared/contract/runs.ts';
import { describeError } from '../../../src-shared/errors.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { client } from '../../state/client.ts';
import { route } from '../../state/route.svelte.ts';
import { runs } from '../../state/runs.svelte.ts';
import { edited, NO_EDITS, redone, undone, type Edits, type Moved } from './edits.ts';
import { originText, readPublished, readRun, readText, sourceOf, type Reading } from './sources.ts';

/** What stands on the page; call it while the view is made. */
export function createGenotypeSession() {
  const source = $derived(sourceOf(route.query));
  const runId = $derived(source.kind === 'run' ? source.run : undefined);
  /** What the host answered, and to which question. */
  let answered = $state.raw<{ readonly id: string; readonly detail: RunDetail }>();
  let failure = $state<string>();
  let attempts = $state(0);
  let edits = $state.raw<Edits>(NO_EDITS);
  const key = $derived(JSON.stringify(source));

  // A run's epochs: fetched again when it has gone on.
  const epochsDone = $derived(runId === undefined ? 0 : (runs.get(runId)?.epochsDone ?? 0));
  $effect(() => {
    // `attempts` and `epochsDone` only ask for another look.
    const [id] = [runId, attempts, epochsDone];
    failure = undefined;
    if (id === undefined) return;
    let current = true;
    client.invoke('runs.get', { run: id }).then(
      (detail) => {
        if (current) answered = { id, detail };
      },
      (error: unknown) => {
        if (current) failure = describeError(error);
      },
    );
    return () => void (current = false);
  });
  // Undo belongs to one source.
  $effect(() => {
    if (key !== '') edits = NO_EDITS;
  });

  const run = $derived(answered !== undefined && answered.id === runId ? answered.detail : undefined);
  const base = $derived.by((): Reading | undefined => {
    if (source.kind === 'run') return run === undefined ? undefined : readRun(run, source.epoch);
    if (source.kind !== 'published') return undefined;
    return readPublished(source.name);
  });
  const text = $derived(route.query['text'] ?? '');
  const reading = $derived(text === '' ? base : readText(text));
  const isEdited = $derived(text !== '' && source.kind !== 'text');

  function move(to: Moved | undefined): void {
    if (to === undefined) return;
    edits = to.edits;
    route.setQuery({ text: to.present });
  }

  return {
    get source() {
      return source;
    },
    /** The run it is from, once it is there. */
    get run() {
      return run;
    },
    get reading() {
      return reading;
    },
    get loading() {
      return source.kind === 'run' && text === '' && run === undefined && failure === undefined;
    },
    get failure() {
      return text === '' ? failure : undefined;
    },
    retry: () => attempts++,
    get isEdited() {
      return isEdited;
    },
    /** The genotype before the edits. */
    get base() {
      return base?.genotype;
    },
    get origin() {
      return originText(source, run?.run.name, isEdited);
    },
    get canUndo() {
      return edits.past.length > 0;
    },
    get canRedo() {
      return edits.future.length > 0;
    },
    change: (genotype: Genotype): void => {
      edits = edited(edits, text);
      const changed = genotypeToPython(genotype);
      const same = base?.genotype !== undefined && genotypeToPython(base.genotype) === changed;
      route.setQuery({ text: same ? '' : changed });
    },
    undo: () => move(undone(edits, text)),
    redo: () => move(redone(edits, text)),
  };
}

export type GenotypeSession = ReturnType<typeof createGenotypeSession>;
