/** An evaluation that is being filled in: what it is of, and the first state of its fields. */
import { evalConfigSchema, type EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import {
  EVAL_PRESET_NAMES,
  evalPresetConfig,
  type EvalPresetName,
} from '../../../src-shared/run/evalPresets.ts';
import { EVALUATION_KNOBS, type EvaluationKnobName } from '../../../src-shared/run/knobs.ts';
import { changeText, type Draft, type DraftKind } from '../knobs/drafts.ts';
import { toText } from '../knobs/knobs.ts';

export type EvaluationDraft = Draft<EvalPresetName>;
export type EvaluationKind = DraftKind<EvaluationKnobName, EvalPresetName, EvalConfig>;

/** A genotype, where it is from, and what is already known of the network that is asked for. */
export interface EvaluationSource {
  /** In the authors' notation. */
  readonly genotype: string;
  readonly origin: string;
  readonly method: string;
  readonly space: string;
  /** Knobs that are already chosen: of the network on the page, the data set of the search. */
  readonly chosen: Partial<EvalConfig>;
}

/** The fields of an evaluation of this genotype. */
export function evaluationKind({ genotype, origin, method, space }: EvaluationSource): EvaluationKind {
  const base = ({ preset }: EvaluationDraft): EvalConfig =>
    evalPresetConfig(preset, { genotype, origin, method, space });
  return {
    knobs: EVALUATION_KNOBS,
    base,
    valueOf: (draft, name) => base(draft)[name],
    schema: evalConfigSchema,
    given: { kind: 'evaluation', genotype },
  };
}

/** The form as it opens: what is already chosen, as changes of the preset it is nearest to. */
export function firstDraft(kind: EvaluationKind, { chosen }: EvaluationSource): EvaluationDraft {
  const drafts = EVAL_PRESET_NAMES.map((preset) =>
    [...kind.knobs.keys()].reduce<EvaluationDraft>(
      (draft, name) =>
        chosen[name] === undefined ? draft : changeText(kind, draft, name, toText(chosen[name])),
      { preset, texts: {} },
    ),
  );
  const changes = (draft: EvaluationDraft): number => Object.keys(draft.texts).length;
  return drafts.reduce((best, draft) => (changes(draft) < changes(best) ? draft : best));
}
