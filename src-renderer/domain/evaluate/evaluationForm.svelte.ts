/** The form of an evaluation: what is filled in, how large its network is, and its start. */
import { toast } from 'svelte-sonner';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { describeError } from '../../../src-shared/errors.ts';
import { evaluateCommand } from '../../../src-shared/run/commandLine.ts';
import { presetSeeds, type EvalPresetName } from '../../../src-shared/run/evalPresets.ts';
import type { EvaluationKnobName } from '../../../src-shared/run/knobs.ts';
import { client } from '../../state/client.ts';
import { askToNotify } from '../../state/notifications.ts';
import { runs } from '../../state/runs.svelte.ts';
import {
  changedNames,
  changePreset,
  changeText,
  presetText,
  readTexts,
  soundOf,
  textIn,
} from '../knobs/drafts.ts';
import type { KnobForm } from '../knobs/knobForm.ts';
import { MOST_SEEDS } from '../newRun/seeds.ts';
import {
  evaluationKind,
  firstDraft,
  type EvaluationDraft,
  type EvaluationSource,
} from './evaluationDraft.ts';
import { idleBecause } from './sections.ts';

/** The form's state; call it while the dialog is made. */
export function createEvaluationForm(source: EvaluationSource) {
  const kind = evaluationKind(source);
  let draft = $state.raw<EvaluationDraft>(firstDraft(kind, source));
  /** As typed; undefined: as many as the preset asks for. */
  let seedsText = $state<string>();
  let starting = $state(false);
  let failure = $state<string>();

  const reading = $derived(readTexts(kind, draft));
  const config = $derived(soundOf(kind, draft));
  const changed = $derived(new Set(changedNames(kind, draft)));
  const shownSeeds = $derived(seedsText ?? String(presetSeeds(draft.preset)));
  const seeds = $derived(/^\d+$/u.test(shownSeeds.trim()) ? Number(shownSeeds) : 0);
  const seedsProblem = $derived(
    seeds >= 1 && seeds <= MOST_SEEDS
      ? undefined
      : `must be a whole number from 1 to ${MOST_SEEDS}; got "${shownSeeds}".`,
  );

  const fields: KnobForm<EvaluationKnobName> = {
    knob: (name) => kind.knobs.get(name)!,
    text: (name) => textIn(kind, draft, name),
    presetText: (name) => presetText(kind, draft, name),
    own: () => undefined,
    idle: (name) => idleBecause(name, config),
    error: (name) => reading.errors.get(name),
    get changed() {
      return changed;
    },
    set: (name, text) => (draft = changeText(kind, draft, name, text)),
    reset: (name) => (draft = changeText(kind, draft, name, presetText(kind, draft, name))),
  };

  return {
    fields,
    get preset() {
      return draft.preset;
    },
    choose: (preset: EvalPresetName): void => {
      draft = changePreset(kind, draft, preset);
    },
    /** Sound even while a field is wrong: for what is shown only. */
    get config() {
      return config;
    },
    get wrong(): readonly EvaluationKnobName[] {
      return [...reading.errors.keys()];
    },
    get valid(): boolean {
      return reading.config !== undefined && seedsProblem === undefined;
    },
    get seeds() {
      return seeds;
    },
    get seedsText() {
      return shownSeeds;
    },
    set seedsText(text: string) {
      seedsText = text;
    },
    get seedsProblem() {
      return seedsProblem;
    },
    /** The same as a command line; '' while something is wrong. */
    get command(): string {
      const { config: sound } = reading;
      return sound === undefined || seedsProblem !== undefined
        ? ''
        : evaluateCommand(sound, draft.preset, seeds);
    },
    get starting() {
      return starting;
    },
    get failure() {
      return failure;
    },
    /** Sends it to the queue; the runs, or undefined where the host refused. */
    async start(): Promise<readonly RunSummary[] | undefined> {
      const asked = reading.config;
      if (asked === undefined || seedsProblem !== undefined || starting) return undefined;
      starting = true;
      failure = undefined;
      void askToNotify(); // from now on there is an end to wait for
      try {
        const { runs: created } = await client.invoke('evaluations.create', { config: asked, seeds });
        runs.apply(created, []);
        toast.success(
          created.length === 1
            ? 'The evaluation is in the queue'
            : `${created.length} evaluations are in the queue, a seed each`,
        );
        return created;
      } catch (error) {
        failure = describeError(error);
        return undefined;
      } finally {
        starting = false;
      }
    },
  };
}
