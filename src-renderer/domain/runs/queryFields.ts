/** The fields that a filter can name, as one table for the parser, the matching and the help. */
import { measuredValue } from '../../../src-shared/run/events.ts';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { methodTitle } from '../../../src-shared/methods/label.ts';

interface TextFieldLook {
  readonly of: (run: RunSummary) => string | readonly string[];
  /** whole: the value is the whole word; part: it occurs in the text; start: the text begins with it. */
  readonly match: 'whole' | 'part' | 'start';
  readonly example: string;
}

interface NumberFieldLook {
  readonly of: (run: RunSummary) => number | null;
  /** part: 0..1, may be written as percent. */
  readonly unit: 'part' | 'number';
  readonly title: string;
  readonly example: string;
}

export const TEXT_FIELDS = {
  state: { of: (run) => run.state, match: 'whole', example: 'state:running,queued' },
  tag: { of: (run) => run.tags, match: 'whole', example: 'tag:paper' },
  method: {
    of: (run) => [run.method, methodTitle(run.method), run.methodLabel],
    match: 'whole',
    example: 'method:darts',
  },
  space: { of: (run) => run.space, match: 'whole', example: 'space:s3' },
  dataset: { of: (run) => run.dataset, match: 'whole', example: 'dataset:cifar10' },
  kind: { of: (run) => run.kind, match: 'whole', example: 'kind:search' },
  name: { of: (run) => run.name, match: 'part', example: 'name:baseline' },
  notes: { of: (run) => run.notes, match: 'part', example: 'notes:"to repeat"' },
  device: { of: (run) => run.device ?? '', match: 'part', example: 'device:gpu' },
  id: { of: (run) => run.id, match: 'start', example: 'id:01J9' },
} as const satisfies Record<string, TextFieldLook>;
export type TextField = keyof typeof TEXT_FIELDS;

const orNull = (value: RunSummary['lambdaMax']): number | null =>
  value === null ? null : measuredValue(value);

export const NUMBER_FIELDS = {
  acc: { of: (run) => run.bestAccuracy, unit: 'part', title: 'best accuracy', example: 'acc>60%' },
  last: {
    of: (run) => orNull(run.lastAccuracy),
    unit: 'part',
    title: 'last accuracy',
    example: 'last<50%',
  },
  reported: {
    of: (run) => orNull(run.result?.accuracy ?? null),
    unit: 'part',
    title: 'test accuracy that an evaluation reports',
    example: 'reported>97%',
  },
  best: {
    of: (run) => run.bestEpoch,
    unit: 'number',
    title: 'epoch of the best accuracy',
    example: 'best>=20',
  },
  lambda: { of: (run) => orNull(run.lambdaMax), unit: 'number', title: 'λ_max', example: 'lambda<0.2' },
  seed: { of: (run) => run.seed, unit: 'number', title: 'seed', example: 'seed=2' },
  epochs: { of: (run) => run.epochs, unit: 'number', title: 'epochs planned', example: 'epochs>=40' },
  done: { of: (run) => run.epochsDone, unit: 'number', title: 'epochs done', example: 'done>10' },
  steps: { of: (run) => run.steps, unit: 'number', title: 'weight steps done', example: 'steps>10k' },
  params: {
    of: (run) => run.parameters,
    unit: 'number',
    title: 'parameters of the network',
    example: 'params<2M',
  },
} as const satisfies Record<string, NumberFieldLook>;
export type NumberField = keyof typeof NUMBER_FIELDS;

export function isTextField(key: string): key is TextField {
  return Object.hasOwn(TEXT_FIELDS, key);
}

export function isNumberField(key: string): key is NumberField {
  return Object.hasOwn(NUMBER_FIELDS, key);
}
