/** Command-line flags made from the configuration schema: one knob, one flag, one doc line. */
import { Option, type Command } from 'commander';
import { explainIssue } from '../../src-shared/contract/issues.ts';
import { flagOf, offFlagOf } from '../../src-shared/run/commandLine.ts';
import {
  isEvaluationKnobName,
  isKnobName,
  isNumeric,
  numberOrText,
  type Knob,
  type Knobs,
} from '../../src-shared/run/knobs.ts';
import { UsageError } from './output.ts';

/** Knobs by their flags: `--steps-per-epoch, --layers`. */
export function knobFlags(names: readonly string[]): string {
  return names.map(flagOf).join(', ');
}

/**
 * `text` with the flags in the place of knobs of several words: `learningRateMin` → `--learning-rate-min`. What a
 * grid goes over is the name of a knob, but is written as it is.
 */
export function withFlags(text: string): string {
  const isKnob = (word: string): boolean => isKnobName(word) || isEvaluationKnobName(word);
  return text.replace(/\bgrid (?:none or |over )?\w+|\b[a-z]+(?:[A-Z][a-z]*)+\b/gu, (word) =>
    isKnob(word) ? flagOf(word) : word,
  );
}

/** The doc line with what may be given and what holds without the flag. */
function describe({ doc, options, range, fallback }: Knob): string {
  const without = fallback === undefined || fallback === '' ? '' : `default ${fallback}`;
  const facts = [options.join(', '), range, without].filter((fact) => fact !== '').join('; ');
  return facts === '' ? doc : `${doc} (${facts})`;
}

/** Adds a flag for every knob; a boolean can be switched on and off. */
export function addKnobFlags(command: Command, knobs: Knobs<string>): void {
  for (const [name, knob] of knobs) {
    const [on, off] = [flagOf(name), offFlagOf(name)];
    if (knob.kind === 'switch') {
      const [shown, hidden] = knob.fallback === true ? [off, on] : [on, off];
      const title = knob.fallback === true ? `switch off: ${knob.doc}` : knob.doc;
      command.addOption(new Option(shown, title).default(undefined));
      command.addOption(new Option(hidden).hideHelp().default(undefined));
    } else command.addOption(new Option(`${on} <${isNumeric(knob) ? 'number' : 'text'}>`, describe(knob)));
  }
}

/** The knobs among parsed options, each checked by its own schema: errors name the flag. */
export function readKnobFlags(
  options: Readonly<Record<string, unknown>>,
  knobs: Knobs<string>,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, knob] of knobs) {
    const given = options[name];
    if (given === undefined) continue;
    const value = typeof given === 'string' && isNumeric(knob) ? numberOrText(given) : given;
    const parsed = knob.schema.safeParse(value);
    if (!parsed.success) {
      const { problem, remedy } = explainIssue(parsed.error.issues[0]!, value);
      const bounds = [
        knob.range === '' ? '' : `Allowed: ${knob.range}.`,
        knob.fallback === undefined ? '' : `Default: ${knob.fallback}.`,
      ]
        .filter((hint) => hint !== '')
        .join(' ');
      throw new UsageError(`${flagOf(name)} ${problem}`, isNumeric(knob) && bounds !== '' ? bounds : remedy);
    }
    read[name] = parsed.data;
  }
  return read;
}
