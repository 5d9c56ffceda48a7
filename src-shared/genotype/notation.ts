/**
 * The literals a genotype is written with: Python's (calls, tuples, both quotes) and JSON's (objects)
 * in one grammar, read into a tree that remembers where each value stood. Nothing is evaluated.
 */
import { PlateauError } from '../errors.ts';

interface At {
  readonly at: number;
}
export type Literal = At &
  (
    | { readonly type: 'text'; readonly value: string }
    | { readonly type: 'integer'; readonly value: number }
    | { readonly type: 'sequence'; readonly items: readonly Literal[] }
    | { readonly type: 'record'; readonly name: string; readonly fields: readonly Field[] }
  );
/** A part of a call or an object; `name` is empty for a positional argument. */
export interface Field {
  readonly name: string;
  readonly value: Literal;
}

interface Token extends At {
  readonly type: 'text' | 'integer' | 'word' | 'sign' | 'end';
  readonly text: string;
}

/** Deeper than any genotype; keeps hostile input from exhausting the stack. */
const MAX_DEPTH = 8;
const REMEDY =
  "Write it as Genotype(normal=[('sep_conv_3x3', 1), …], normal_concat=range(2, 6), reduce=[…], reduce_concat=range(2, 6)) or as the same fields in JSON.";
const TOKEN =
  /\s*(?:(?<word>[A-Za-z_][\w.]*)|(?<integer>-?\d{1,9}(?![\w.]))|(?<quote>["'])(?<text>[^"'\\\n]*)\k<quote>|(?<sign>[[\](){},:=]))/uy;
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/** An error that says in which line and column of `source` it is. */
export function notationError(source: string, at: number, problem: string, remedy = REMEDY): PlateauError {
  const before = source.slice(0, at).split('\n');
  const column = before.at(-1)!.length + 1;
  return new PlateauError(`Genotype, line ${before.length}, column ${column}: ${problem}`, remedy);
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(source)?.groups;
    if (groups === undefined) {
      const at = start + source.slice(start).search(/\S/u);
      throw notationError(source, at, `unexpected ${JSON.stringify(source.slice(at, at + 12))}.`);
    }
    const type = (['word', 'integer', 'text', 'sign'] as const).find((name) => groups[name] !== undefined)!;
    const text = groups[type]!;
    const length = type === 'text' ? text.length + 2 : text.length;
    tokens.push({ type, text, at: TOKEN.lastIndex - length });
  }
  return [...tokens, { type: 'end', text: 'end of the text', at: end }];
}

/** Reads one literal that fills the whole text; `name = …` before it is skipped. */
export function parseLiteral(source: string): Literal {
  const tokens = tokenize(source);
  let position = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(position + ahead, tokens.length - 1)]!;
  const isSign = (text: string, ahead = 0): boolean =>
    peek(ahead).type === 'sign' && peek(ahead).text === text;
  const expected = (what: string): PlateauError =>
    notationError(source, peek().at, `expected ${what}, got ${peek().text}.`);
  const take = (sign: string): void => {
    if (!isSign(sign)) throw expected(`"${sign}"`);
    position++;
  };

  /** What stands between brackets, separated by commas; a trailing comma is allowed. */
  const between = <T>(open: string, item: () => T): T[] => {
    const close = CLOSING[open]!;
    const items: T[] = [];
    take(open);
    while (!isSign(close)) {
      items.push(item());
      if (!isSign(close) && !isSign(',')) throw expected(`"," or "${close}"`);
      if (isSign(',')) position++;
    }
    take(close);
    return items;
  };

  const field = (separator: string, nameType: Token['type'], depth: number, positional: boolean): Field => {
    const name = peek();
    if (name.type === nameType && isSign(separator, 1)) {
      position += 2;
      return { name: name.text, value: literal(depth) };
    }
    if (!positional) throw expected('a quoted field name and ":"');
    return { name: '', value: literal(depth) };
  };

  const literal = (depth: number): Literal => {
    const token = peek();
    const { at } = token;
    if (depth > MAX_DEPTH) throw notationError(source, at, `nested deeper than ${MAX_DEPTH} levels.`);
    if (token.type === 'text' || token.type === 'integer') {
      position++;
      return token.type === 'text'
        ? { type: 'text', value: token.text, at }
        : { type: 'integer', value: Number(token.text), at };
    }
    if (token.type === 'word') {
      position++;
      return {
        type: 'record',
        name: token.text,
        fields: between('(', () => field('=', 'word', depth + 1, true)),
        at,
      };
    }
    if (isSign('{'))
      return {
        type: 'record',
        name: '',
        fields: between('{', () => field(':', 'text', depth + 1, false)),
        at,
      };
    if (isSign('[') || isSign('('))
      return { type: 'sequence', items: between(token.text, () => literal(depth + 1)), at };
    throw expected('a value');
  };

  if (peek().type === 'word' && isSign('=', 1)) position += 2;
  const result = literal(0);
  if (peek().type !== 'end') throw expected('nothing more');
  return result;
}
