/** The page of a method as facts: what `plateau methods`, docs/methods and the views tell. */
import { flagOf } from '../run/commandLine.ts';
import { KNOBS, type KnobName, type KnobValue } from '../run/knobs.ts';
import { presetConfig } from '../run/presets.ts';
import { METHODS, type MethodInfo } from './catalog.ts';
import { costOf, type MethodCost } from './costs.ts';
import type { MethodName } from './names.ts';

export interface PageKnob {
  readonly name: KnobName;
  readonly flag: string;
  /** What a search with this method has unless told otherwise; undefined: made from others. */
  readonly value: KnobValue | undefined;
  /** `method`: the method's own setting, from its source; `default`: that of every search. */
  readonly from: 'method' | 'default';
  readonly doc: string;
}

export interface MethodFacts extends Omit<MethodInfo, 'knobs' | 'config' | 'small' | 'seeds'> {
  readonly name: MethodName;
  readonly cost: MethodCost;
  /** Starts a search with it, as its source has it. */
  readonly command: string;
  readonly knobs: readonly PageKnob[];
}

/** `plateau search --method darts`. */
export function methodCommand(name: MethodName): string {
  return `plateau search --method ${name}`;
}

function knobsOf(name: MethodName): PageKnob[] {
  const { knobs, config } = METHODS[name];
  const shown = new Set<string>([...knobs, ...Object.keys(config)]);
  const values = presetConfig(name);
  return [...KNOBS.values()].flatMap((knob) => {
    if (!shown.has(knob.name)) return [];
    const from = Object.hasOwn(config, knob.name) ? 'method' : 'default';
    return [
      { name: knob.name, flag: flagOf(knob.name), value: values[knob.name], from, doc: knob.doc } as const,
    ];
  });
}

export function methodFacts(name: MethodName): MethodFacts {
  const { title, source, withoutNone, paper, rule, equation, composes, known, expected } = METHODS[name];
  return {
    title,
    source,
    paper,
    rule,
    equation,
    composes,
    known,
    ...(withoutNone === undefined ? {} : { withoutNone }),
    ...(expected === undefined ? {} : { expected }),
    cost: costOf(name),
    name,
    command: methodCommand(name),
    knobs: knobsOf(name),
  };
}

/** A value as a reader sees it. */
export function valueText({ value }: PageKnob): string {
  if (value === undefined) return 'of the method';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === '' ? 'none' : String(value);
}

/** `DARTS: Differentiable Architecture Search, 2018, arXiv 1806.09055`. */
export function paperText({ title, year, arxiv }: MethodInfo['paper']): string {
  return [title, String(year), ...(arxiv === undefined ? [] : [`arXiv ${arxiv}`])].join(', ');
}

export function costText({ cost: { seconds, memory, measuredOn } }: Pick<MethodFacts, 'cost'>): string {
  return `${seconds} × the time of a step and ${memory} × the memory of first-order DARTS (${measuredOn})`;
}

export function expectedText({ expected }: Pick<MethodInfo, 'expected'>): string {
  return expected ?? 'not known here with its source';
}
