/** The form for new runs: what is filled in, what it would take, and its start. */
import { toast } from 'svelte-sonner';
import { describeError } from '../../../src-shared/errors.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { KNOB_NAMES, knobOfName, type KnobName } from '../../../src-shared/run/knobs.ts';
import type { MethodName } from '../../../src-shared/methods/names.ts';
import type { PresetName } from '../../../src-shared/run/presets.ts';
import type { EstimateReport } from '../../../src-shared/run/reports.ts';
import { client } from '../../state/client.ts';
import { askToNotify } from '../../state/notifications.ts';
import { route } from '../../state/route.svelte.ts';
import { runs } from '../../state/runs.svelte.ts';
import {
  changedKnobs,
  ownText,
  readDraft,
  soundConfig,
  textOf,
  withMethod,
  withoutChanges,
  withPreset,
  withText,
  type Draft,
} from './draft.ts';
import { estimateKey } from './estimate.ts';
import type { KnobForm } from '../knobs/knobForm.ts';
import { toText } from '../knobs/knobs.ts';
import { draftFromConfig, draftFromQuery, queryOfDraft } from './prefill.ts';
import { idleBecause, ownValue } from './conditions.ts';
import { readSeeds } from './seeds.ts';

export interface SeedFailure {
  readonly seed: number;
  readonly message: string;
}

export type NewRun = ReturnType<typeof createNewRun>;

function seedsOf(query: Readonly<Record<string, string>>, draft: Draft): string {
  return query['seeds'] ?? query['seed'] ?? ownText(draft, 'seed');
}

/** The form's state; call it while the view is made. */
export function createNewRun() {
  let draft = $state.raw<Draft>(draftFromQuery(route.query));
  let seedsText = $state(seedsOf(route.query, draft));
  let filling = $state(false);
  let fillError = $state<string>();
  let starting = $state(false);
  let failures = $state.raw<readonly SeedFailure[]>([]);
  let report = $state.raw<{ readonly of: string; readonly report: EstimateReport }>();
  let estimating = $state(false);
  let estimateError = $state<string>();

  const reading = $derived(readDraft(draft));
  const config = $derived(soundConfig(draft));
  const seeds = $derived(readSeeds(seedsText));
  const changed = $derived(new Set(changedKnobs(draft)));

  function change(next: Draft): void {
    draft = next;
    failures = [];
    keepInAddress();
  }

  function rebase(next: Draft): void {
    // A seed that was the old preset's own becomes the new one's.
    if (seedsText === ownText(draft, 'seed')) seedsText = ownText(next, 'seed');
    change(next);
  }

  function keepInAddress(): void {
    const empty = Object.fromEntries([...KNOB_NAMES, 'seeds', 'from'].map((name) => [name, '']));
    route.setQuery({ ...empty, ...queryOfDraft(draft, seedsText) });
  }

  /** Takes over the configuration of a run. */
  async function fillFrom(run: string): Promise<void> {
    filling = true;
    try {
      const { config: source } = await client.invoke('runs.get', { run });
      if (source.kind !== 'search') throw new Error(`Run ${run} is an evaluation, no search.`);
      seedsText = toText(source.seed);
      change(draftFromConfig(source));
    } catch (error) {
      fillError = `The configuration of run ${run} could not be taken over: ${describeError(error)}`;
    } finally {
      filling = false;
    }
  }

  /** Fills the form in as the address says. */
  function readAddress(): void {
    const from = route.query['from'];
    fillError = undefined;
    if (from !== undefined) void fillFrom(from);
    else {
      draft = draftFromQuery(route.query);
      seedsText = seedsOf(route.query, draft);
    }
  }
  readAddress();

  // A link to this view while it is shown; changes of its own to the address raise no such event.
  $effect(() => {
    const read = (): void => {
      if (route.path[0] === 'new') readAddress();
    };
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  });

  async function create(base: SearchConfig, all: readonly number[]): Promise<void> {
    const created: string[] = [];
    const failed: SeedFailure[] = [];
    for (const seed of all)
      try {
        const run = await client.invoke('runs.create', { config: { ...base, seed } });
        runs.apply([run], []);
        created.push(run.id);
      } catch (error) {
        failed.push({ seed, message: describeError(error) });
      }
    failures = failed;
    if (created.length > 1) toast.success(`${created.length} runs are in the queue`);
    if (failed.length > 0) return; // stays to show what could not be started
    route.go(created.length === 1 ? ['runs', created[0]!] : []);
  }

  const set = (name: KnobName, text: string): void => change(withText(draft, name, text));
  const presetText = (name: KnobName): string => ownText(draft, name);
  const fields: KnobForm<KnobName> = {
    knob: knobOfName,
    text: (name) => textOf(draft, name),
    presetText,
    own: (name) => ownValue(name, config),
    idle: (name) => idleBecause(name, config),
    error: (name) => reading.errors[name],
    get changed() {
      return changed;
    },
    set,
    reset: (name) => set(name, presetText(name)),
  };

  return {
    /** What the fields of knobs need. */
    fields,
    get draft() {
      return draft;
    },
    /** Sound even while a field is wrong: for what is shown only. */
    get config() {
      return config;
    },
    get valid(): boolean {
      return reading.config !== undefined && seeds.problem === undefined;
    },
    get errors() {
      return reading.errors;
    },
    get changed(): ReadonlySet<KnobName> {
      return changed;
    },
    get seeds() {
      return seeds;
    },
    get seedsText() {
      return seedsText;
    },
    set seedsText(text: string) {
      seedsText = text;
      failures = [];
      keepInAddress();
    },
    get filling() {
      return filling;
    },
    get fillError() {
      return fillError;
    },
    get starting() {
      return starting;
    },
    get failures() {
      return failures;
    },
    get report() {
      return report?.report;
    },
    /** The estimate is of another configuration than the one filled in. */
    get stale(): boolean {
      return report !== undefined && report.of !== estimateKey(config);
    },
    get estimating() {
      return estimating;
    },
    get estimateError() {
      return estimateError;
    },
    set,
    resetAll: (): void => {
      change(withoutChanges(draft));
    },
    choose: (preset: PresetName): void => rebase(withPreset(draft, preset)),
    chooseMethod: (method: MethodName): void => rebase(withMethod(draft, method)),
    async estimate(): Promise<void> {
      const asked = reading.config;
      if (asked === undefined) return;
      estimating = true;
      estimateError = undefined;
      try {
        report = {
          of: estimateKey(asked),
          report: await client.invoke('search.estimate', { config: asked }),
        };
      } catch (error) {
        estimateError = describeError(error);
      } finally {
        estimating = false;
      }
    },
    async start(): Promise<void> {
      const base = reading.config;
      if (base === undefined || seeds.problem !== undefined || starting) return;
      starting = true;
      void askToNotify(); // from now on there is an end to wait for
      try {
        await create(base, seeds.seeds);
      } finally {
        starting = false;
      }
    },
  };
}
