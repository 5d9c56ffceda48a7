/** Knobs as fields of a form: their texts and titles. */
import { isNumeric, numberOrText, type Knob, type KnobValue } from '../../../src-shared/run/knobs.ts';

/** A value as its field shows it; a knob that is left to its method is empty. */
export function toText(value: KnobValue | undefined): string {
  return value === undefined ? '' : String(value);
}

/** Whether a knob is a list of numbers with commas between them. */
export function isList({ kind, schema }: Knob): boolean {
  return kind === 'text' && schema.safeParse('1,2').success && !schema.safeParse('a').success;
}

/** The numbers of a list's text, as far as it has got. */
export function listParts(text: string): string[] {
  return text.split(/[\s,;]+/u).filter((part) => part !== '');
}

/** The value of a field's text: a text that is no number stays one, for the schema to say what is wrong. */
export function toValue(knob: Knob, text: string): KnobValue | undefined {
  const given = text.trim();
  if (knob.kind === 'switch') return given === 'true' ? true : given === 'false' ? false : given;
  if (isList(knob)) return listParts(given).join(',');
  if (given === '' && knob.kind === 'number' && knob.fallback === undefined) return undefined;
  return isNumeric(knob) ? numberOrText(given) : given;
}

/** Where the name's own words would read badly. */
const TITLES: Readonly<Record<string, string>> = {
  dataset: 'Data set',
  xla: 'XLA',
  gradClip: 'Gradient clip',
  alphaBeta1: 'Alpha beta 1',
  alphaBeta2: 'Alpha beta 2',
};

/** `learningRateMin` → `Learning rate min`. */
export function titleOf(name: string): string {
  const own = TITLES[name];
  if (own !== undefined) return own;
  const words = name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
