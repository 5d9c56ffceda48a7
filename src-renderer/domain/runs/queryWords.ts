/** Cuts what was typed into the filter box into words: sign, key, values. */

export interface Word {
  readonly negated: boolean;
  readonly key?: { readonly name: string; readonly operator: string };
  /** Separated by commas. */
  readonly values: readonly string[];
}

const KEY = /([A-Za-z]+)(:|>=|<=|!=|>|<|=)/uy;
/** Quoted, with `\` before a quote; or bare up to a blank or a comma. A quote left open ends with the text. */
const VALUE = /"((?:[^"\\]|\\.)*)(?:"|\\?$)|([^\s,]*)/suy;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readValues(text: string, from: number): { values: string[]; end: number } {
  const values: string[] = [];
  let end = from;
  do {
    const match = matchAt(VALUE, text, values.length === 0 ? end : end + 1);
    if (match === null) break;
    values.push(match[1]?.replaceAll(/\\(.)/gsu, '$1') ?? match[2] ?? '');
    end = match.index + match[0].length;
  } while (text[end] === ',');
  return { values, end };
}

/** The words of a text, in their order. */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/u.test(text[at]!)) {
      at++;
      continue;
    }
    // A lone minus is a word like any other.
    const negated = text[at] === '-' && /\S/u.test(text[at + 1] ?? ' ');
    const start = negated ? at + 1 : at;
    const key = matchAt(KEY, text, start);
    const { values, end } = readValues(text, start + (key?.[0].length ?? 0));
    words.push({
      negated,
      ...(key === null ? {} : { key: { name: key[1]!, operator: key[2]! } }),
      values,
    });
    at = Math.max(end, at + 1);
  }
  return words;
}
