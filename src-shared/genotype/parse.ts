/** Reads a genotype from the authors' Python notation or from JSON. */
import { closest } from '../contract/closest.ts';
import { PlateauError } from '../errors.ts';
import { isArchitectureText } from '../nasbench/architectureText.ts';
import { CELL_TYPES, OPERATIONS, type OperationName } from '../space/spaces.ts';
import { notationError, parseLiteral, type Field, type Literal } from './notation.ts';
import { placedEdges, type ReadEdge } from './placedEdges.ts';
import { NOTATION_FIELDS, type Genotype } from './types.ts';
import { validateGenotype } from './validate.ts';

/** Order of positional arguments, as in the authors' named tuple. */
const FIELD_ORDER = CELL_TYPES.flatMap((cell) => [NOTATION_FIELDS[cell].edges, NOTATION_FIELDS[cell].concat]);
/** Names a program in another language may have given the fields. */
const ALIASES: Readonly<Record<string, string>> = {
  normalConcat: NOTATION_FIELDS.normal.concat,
  reduceConcat: NOTATION_FIELDS.reduce.concat,
};
/** `range(2, 600000000)` must not fill the memory; a cell has six states. */
const MAX_RANGE = 64;

/** The parts of an edge that is a JSON object, in the order of the notation. */
function edgeParts(fields: readonly Field[]): Literal[] {
  return ['operation', 'node', 'input'].flatMap(
    (name) => fields.find((candidate) => candidate.name === name)?.value ?? [],
  );
}

class GenotypeReader {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  read(): Genotype {
    const literal = parseLiteral(this.#source);
    if (literal.type !== 'record' || !['Genotype', ''].includes(literal.name.split('.').at(-1)!))
      throw this.#error(literal, 'expected Genotype(…) or a JSON object.');
    const fields = this.#named(literal, literal.fields);
    const read = {
      normal: this.#edges(fields('normal')),
      normalConcat: this.#states(fields('normal_concat')),
      reduce: this.#edges(fields('reduce')),
      reduceConcat: this.#states(fields('reduce_concat')),
    };
    const genotype = { ...read, ...placedEdges(read, (at, problem) => this.#error(at, problem)) };
    validateGenotype(genotype);
    return genotype;
  }

  #error(at: Literal, problem: string, remedy?: string): Error {
    return notationError(this.#source, at.at, problem, remedy);
  }

  #named(whole: Literal, fields: readonly Field[]): (name: string) => Literal {
    const found = new Map<string, Literal>();
    for (const [index, { name, value }] of fields.entries()) {
      const full = name === '' ? (FIELD_ORDER[index] ?? '') : (ALIASES[name] ?? name);
      if (!FIELD_ORDER.some((known) => known === full))
        throw this.#error(value, `unknown field "${name}"; a genotype has ${FIELD_ORDER.join(', ')}.`);
      if (found.has(full)) throw this.#error(value, `field "${full}" occurs twice.`);
      found.set(full, value);
    }
    return (name) => {
      const value = found.get(name);
      if (value === undefined) throw this.#error(whole, `field "${name}" is missing.`);
      return value;
    };
  }

  #edges(literal: Literal): ReadEdge[] {
    if (literal.type !== 'sequence') throw this.#error(literal, 'expected a list of edges.');
    return literal.items.map((item) => this.#edge(item));
  }

  /** `('sep_conv_3x3', 1)` or `('sep_conv_3x3', 2, 1)`, in JSON also `{"operation": "sep_conv_3x3", "input": 1}`. */
  #edge(at: Literal): ReadEdge {
    const parts = at.type === 'sequence' ? at.items : at.type === 'record' ? edgeParts(at.fields) : [];
    const [operation, second, third, ...more] = parts;
    const input = third ?? second;
    if (operation === undefined || input === undefined || more.length > 0)
      throw this.#error(
        at,
        `an edge has two parts, (operation, input), or three, (operation, node, input); this one has ${parts.length}.`,
      );
    return {
      operation: this.#operation(operation),
      input: this.#integer(input),
      node: third === undefined ? undefined : this.#integer(second!),
      at,
    };
  }

  #operation(literal: Literal): OperationName {
    if (literal.type !== 'text') throw this.#error(literal, 'expected the name of an operation in quotes.');
    const operation = OPERATIONS.find((known) => known === literal.value);
    if (operation !== undefined) return operation;
    const suggestion = closest(literal.value, OPERATIONS);
    throw this.#error(
      literal,
      `unknown operation "${literal.value}".`,
      suggestion === undefined ? `Use one of ${OPERATIONS.join(', ')}.` : `Did you mean ${suggestion}?`,
    );
  }

  #integer(literal: Literal): number {
    if (literal.type !== 'integer') throw this.#error(literal, 'expected a whole number.');
    return literal.value;
  }

  /** A list of states or `range(first, end)`. */
  #states(literal: Literal): number[] {
    if (literal.type === 'sequence') return literal.items.map((item) => this.#integer(item));
    if (literal.type !== 'record' || literal.name !== 'range' || literal.fields.length !== 2)
      throw this.#error(literal, 'expected a list of states or range(first, end).');
    const [first, end] = literal.fields.map(({ value }) => this.#integer(value));
    const length = Math.max(0, end! - first!);
    if (length > MAX_RANGE) throw this.#error(literal, `range spans ${length} states; a cell has fewer.`);
    return Array.from({ length }, (_, index) => first! + index);
  }
}

/**
 * Parses `Genotype(normal=[('sep_conv_3x3', 1), …], normal_concat=range(2, 6), reduce=…, reduce_concat=…)`
 * — with or without field names, either quote style — or a JSON object with the same fields, and checks it.
 * Edges may also name their nodes, `('sep_conv_3x3', 2, 1)`, as Fair DARTS writes them: those that are missing
 * are dropped edges, `none`.
 */
export function parseGenotype(text: string): Genotype {
  if (isArchitectureText(text))
    throw new PlateauError(
      'This is an architecture of NAS-Bench-1Shot1, with operations on its nodes; it is no pair of cells with operations on edges.',
      'Its network is the one that NAS-Bench-101 trained: look up there the key that `plateau show` or the run’s page gives. Evaluations and exports are for genotypes of the spaces s1–s5.',
    );
  return new GenotypeReader(text).read();
}
