/** An evaluation as a form: texts in fields, presets with their source, errors beside the field. */
import { explainIssue } from '../../../src-shared/contract/issues.ts';
import {
  evalConfigSchema,
  type EvalConfig,
  type EvalConfigInput,
} from '../../../src-shared/run/evalConfig.ts';

export interface EvaluationPreset {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly values: Partial<Omit<EvalConfigInput, 'kind' | 'genotype'>>;
}

export const EVALUATION_PRESETS = [
  {
    id: 'cifar10',
    title: 'CIFAR-10: 20 cells, 36 channels',
    source: "Defaults of DARTS's train.py: 600 epochs, batch 96, drop path 0.2, auxiliary head.",
    values: {},
  },
  {
    id: 'cifar100',
    title: 'CIFAR-100: 8 cells, 16 channels',
    source: "The MS-DARTS paper's text: 600 epochs, batch 64.",
    values: { dataset: 'cifar100', layers: 8, channels: 16, epochs: 600, batch: 64 },
  },
  {
    id: 'cifar100-code',
    title: 'CIFAR-100: 20 cells, 16 channels',
    source: "The MS-DARTS authors' code for s2 and s4: train.py's 600 epochs and batch 48.",
    values: { dataset: 'cifar100', layers: 20, channels: 16, epochs: 600, batch: 48 },
  },
] as const satisfies readonly EvaluationPreset[];

/** What comes with the genotype and is no field. */
type Given = Pick<EvalConfig, 'genotype' | 'origin' | 'method' | 'space'>;
export type EvaluationKnob = Exclude<keyof EvalConfig, 'kind' | keyof Given>;
/** What stands in the fields, by knob. */
export type EvaluationDraft = Readonly<Record<string, string | boolean>>;

interface KnobField {
  readonly label: string;
  /** Shown at once, or below "more". */
  readonly main: boolean;
}

/** Each knob with its name for people. */
const FIELDS = {
  name: { label: 'Name', main: true },
  dataset: { label: 'Data set', main: true },
  seed: { label: 'Seed', main: true },
  channels: { label: 'Channels C', main: true },
  layers: { label: 'Cells L', main: true },
  batch: { label: 'Batch', main: true },
  epochs: { label: 'Epochs E', main: true },
  learningRate: { label: 'Learning rate', main: false },
  momentum: { label: 'Momentum', main: false },
  weightDecay: { label: 'Weight decay', main: false },
  gradClip: { label: 'Gradient clip', main: false },
  auxiliary: { label: 'Auxiliary head', main: false },
  auxiliaryWeight: { label: 'Auxiliary weight', main: false },
  dropPath: { label: 'Drop path', main: false },
  cutout: { label: 'Cutout', main: false },
  cutoutLength: { label: 'Cutout length', main: false },
} as const satisfies Record<EvaluationKnob, KnobField>;

const NAMES = Object.keys(FIELDS).filter((name): name is EvaluationKnob => name in FIELDS);
const DEFAULTS = evalConfigSchema.parse({ kind: 'evaluation', genotype: '…' });

export interface EvaluationField extends KnobField {
  readonly name: EvaluationKnob;
  /** The doc line of the knob. */
  readonly doc: string;
  readonly kind: 'text' | 'number' | 'switch';
}

const KINDS: Readonly<Record<string, EvaluationField['kind']>> = { number: 'number', boolean: 'switch' };

export const EVALUATION_FIELDS: readonly EvaluationField[] = NAMES.map((name) => ({
  name,
  ...FIELDS[name],
  doc: evalConfigSchema.shape[name].description ?? '',
  kind: KINDS[typeof DEFAULTS[name]] ?? 'text',
}));

/** The fields filled from the defaults, with `values` on top. */
export function draftOf(values: EvaluationPreset['values']): EvaluationDraft {
  const full = evalConfigSchema.parse({ ...values, kind: 'evaluation', genotype: '…' });
  const shown = (name: EvaluationKnob): string | boolean => {
    const value = full[name];
    return typeof value === 'boolean' ? value : String(value);
  };
  return Object.fromEntries(NAMES.map((name) => [name, shown(name)]));
}

export type FormReading =
  | { readonly config: EvalConfig; readonly errors?: undefined }
  | { readonly config?: undefined; readonly errors: ReadonlyMap<string, string> };

/** The configuration the fields make, or what is wrong with each. */
export function readDraft(draft: EvaluationDraft, given: Given): FormReading {
  const values = Object.fromEntries(
    EVALUATION_FIELDS.map(({ name, kind }) => {
      const value = draft[name];
      const number =
        kind === 'number' && typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
      // What is no number stays as it was typed, so that the error can quote it.
      return [name, Number.isNaN(number) ? value : number];
    }),
  );
  const whole = { ...values, ...given, kind: 'evaluation' };
  const parsed = evalConfigSchema.safeParse(whole);
  if (parsed.success) return { config: parsed.data };
  const errors = parsed.error.issues.map((issue): [string, string] => {
    // The label stands before it; the bound in it is the remedy.
    return [String(issue.path[0] ?? ''), explainIssue(issue, whole).problem];
  });
  return { errors: new Map(errors) };
}
