import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import type { PlateauError } from '../errors.ts';
import { NODES, OPERATIONS } from '../space/spaces.ts';
import { parseGenotype } from './parse.ts';
import { genotypeToJson, genotypeToPython } from './print.ts';
import type { Genotype } from './types.ts';

const edge = (node: number) =>
  fc.record({ operation: fc.constantFrom(...OPERATIONS), input: fc.nat(node + 1) });
/** Any two edges that differ: dropped ones and two from one input among them. */
const cell = fc
  .tuple(
    ...Array.from({ length: NODES }, (_, node) =>
      fc.uniqueArray(edge(node), {
        minLength: 2,
        maxLength: 2,
        selector: ({ operation, input }) => `${operation} ${input}`,
      }),
    ),
  )
  .map((nodes) => nodes.flat());
const concat = fc.shuffledSubarray([2, 3, 4, 5], { minLength: 1 });
const anyGenotype: fc.Arbitrary<Genotype> = fc.record({
  normal: cell,
  normalConcat: concat,
  reduce: cell,
  reduceConcat: concat,
});

const EDGES_TEXT =
  "[('sep_conv_3x3', 0), ('skip_connect', 1), ('none', 0), ('noise', 2), ('max_pool_3x3', 3), ('avg_pool_3x3', 1), ('dil_conv_3x3', 4), ('dil_conv_5x5', 0)]";
const TEXT = `Genotype(normal=${EDGES_TEXT}, normal_concat=range(2, 6), reduce=${EDGES_TEXT}, reduce_concat=[3, 5])`;
const GENOTYPE = parseGenotype(TEXT);

function refuse(text: string): PlateauError {
  return refusal(() => parseGenotype(text));
}

describe('reading and printing a genotype', () => {
  it('are inverse in the authors’ notation and in JSON', () => {
    fc.assert(
      fc.property(anyGenotype, (genotype) => {
        expect(parseGenotype(genotypeToPython(genotype))).toEqual(genotype);
        expect(parseGenotype(genotypeToJson(genotype))).toEqual(genotype);
      }),
    );
  });

  it('print the authors’ notation letter by letter', () => {
    expect(genotypeToPython(GENOTYPE)).toBe(TEXT);
    expect(GENOTYPE.normalConcat).toEqual([2, 3, 4, 5]);
    expect(GENOTYPE.normal[3]).toEqual({ operation: 'noise', input: 2 });
  });

  it.each([
    ['positional fields', TEXT.replaceAll(/\w+=/gu, '')],
    ['double quotes', TEXT.replaceAll("'", '"')],
    ['no blanks', TEXT.replaceAll(' ', '')],
    ['line breaks and blanks', TEXT.replaceAll(/[(),=[\]]/gu, ' \r\n\t$& ')],
    ['a name before it', `c10_s5_ms = ${TEXT}\n`],
    ['a module before the type', `genotypes.${TEXT}`],
    [
      'trailing commas and edges as lists',
      TEXT.replaceAll(/\(('\w+', \d)\)/gu, '[$1,],').replaceAll('],, ', '], '),
    ],
    [
      'another order of fields',
      `Genotype(reduce_concat=[3, 5], reduce=${EDGES_TEXT}, normal=${EDGES_TEXT}, normal_concat=(2, 3, 4, 5))`,
    ],
    ['JSON with objects for edges', JSON.stringify(GENOTYPE, null, 2)],
  ])('accept %s', (_, text) => {
    expect(parseGenotype(text)).toEqual(GENOTYPE);
  });
});

describe('a genotype whose edges name their nodes', () => {
  const SPARSE =
    "Genotype(normal=[('sep_conv_3x3', 5, 4), ('skip_connect', 2, 1), ('dil_conv_3x3', 5, 0)], normal_concat=range(2, 6), reduce=[], reduce_concat=range(2, 6))";
  const genotype = parseGenotype(SPARSE);
  const dropped = (input: number) => ({ operation: 'none', input });

  it('keeps their order at each node, and has dropped edges where others would be', () => {
    expect(genotype.normal).toEqual([
      { operation: 'skip_connect', input: 1 },
      ...[dropped(0), dropped(0), dropped(1), dropped(0), dropped(1)],
      { operation: 'sep_conv_3x3', input: 4 },
      { operation: 'dil_conv_3x3', input: 0 },
    ]);
    expect(genotype.reduce).toEqual([0, 1, 0, 1, 0, 1, 0, 1].map(dropped));
  });

  it('is printed without nodes, and read again as the same', () => {
    expect(genotypeToPython(genotype)).toContain("normal=[('skip_connect', 1), ('none', 0), ('none', 0), ");
    expect(parseGenotype(genotypeToPython(genotype))).toEqual(genotype);
    expect(parseGenotype(genotypeToJson(genotype))).toEqual(genotype);
  });

  it('is read from JSON, as lists and as objects', () => {
    const edges = [
      ['sep_conv_3x3', 5, 4],
      ['skip_connect', 2, 1],
      ['dil_conv_3x3', 5, 0],
    ] as const;
    const objects = edges.map(([operation, node, input]) => ({ input, operation, node }));
    const text = (normal: unknown) =>
      JSON.stringify({ normal, normal_concat: [2, 3, 4, 5], reduce: [], reduce_concat: [2, 3, 4, 5] });
    expect(parseGenotype(text(edges))).toEqual(genotype);
    expect(parseGenotype(text(objects))).toEqual(genotype);
  });
});

describe('a text that is no genotype', () => {
  it.each([
    ['an empty text', '', 'line 1, column 1: expected a value, got end of the text.'],
    [
      'a text that breaks off',
      "Genotype(normal=[('none', 0)",
      'line 1, column 29: expected "," or "]", got end of the text.',
    ],
    ['a wrong bracket', "Genotype(\n  normal=[('none', 0]", 'line 2, column 21: expected "," or ")", got ].'],
    ['an open quote', "Genotype(normal=[('none, 0)])", 'line 1, column 19: unexpected "\'none, 0)])".'],
    ['a fraction', "Genotype([('none', 0.5)])", 'line 1, column 20: unexpected "0.5)])".'],
    [
      'something after the end',
      `${TEXT} x`,
      `line 1, column ${TEXT.length + 2}: expected nothing more, got x.`,
    ],
    ['a plain list', '[1]', 'line 1, column 1: expected Genotype(…) or a JSON object.'],
    ['another call', '__import__("os")', 'line 1, column 1: expected Genotype(…) or a JSON object.'],
    [
      'a call as an edge',
      'Genotype(normal=[open("x")])',
      'line 1, column 18: an edge has two parts, (operation, input), or three, (operation, node, input); this one has 0.',
    ],
    [
      'an unknown field',
      'Genotype(norm=[])',
      'line 1, column 15: unknown field "norm"; a genotype has normal, normal_concat, reduce, reduce_concat.',
    ],
    [
      'a field too many',
      'Genotype([], [], [], [], [])',
      'line 1, column 26: unknown field ""; a genotype has normal, normal_concat, reduce, reduce_concat.',
    ],
    ['a field twice', 'Genotype([], normal=[])', 'line 1, column 21: field "normal" occurs twice.'],
    [
      'an edge of four parts',
      TEXT.replace("'sep_conv_3x3', 0", "'sep_conv_3x3', 2, 0, 0"),
      'line 1, column 18: an edge has two parts, (operation, input), or three, (operation, node, input); this one has 4.',
    ],
    [
      'an edge with a node among edges without one',
      TEXT.replace("'sep_conv_3x3', 0", "'sep_conv_3x3', 2, 0"),
      'line 1, column 42: this edge names no node; others are written (operation, node, input).',
    ],
    [
      'an edge to what is no node',
      "Genotype([('none', 6, 0)], [2], [], [2])",
      'line 1, column 11: an edge leads to 6; the nodes are 2, 3, 4, 5.',
    ],
    [
      'three edges to one node',
      "Genotype([('none', 3, 0), ('noise', 3, 0), ('none', 3, 2)], [2], [], [2])",
      'line 1, column 44: a third edge leads to node 3; a node keeps 2 at most.',
    ],
    [
      'an unquoted input',
      TEXT.replace("'sep_conv_3x3', 0", "'sep_conv_3x3', '0'"),
      'line 1, column 35: expected a whole number.',
    ],
    ['a huge range', TEXT.replace('range(2, 6)', 'range(2, 900000000)'), /range spans 899999998 states/u],
    ['brackets without end', '['.repeat(100_000), /nested deeper than 8 levels/u],
  ])('is refused with the place: %s', (_, text, message) => {
    expect(refuse(text).message).toMatch(message);
    expect(refuse(text).remedy).toMatch(/^Write it as Genotype\(/u);
  });

  it('is refused with a suggestion for a misspelt operation', () => {
    const error = refuse(TEXT.replace('sep_conv_3x3', 'sep_conv_3x33'));
    expect(error.message).toBe('Genotype, line 1, column 19: unknown operation "sep_conv_3x33".');
    expect(error.remedy).toBe('Did you mean sep_conv_3x3?');
    expect(refuse(TEXT.replace('sep_conv_3x3', 'lstm')).remedy).toMatch(/^Use one of none, max_pool_3x3/u);
  });

  it('never fails in another way, whatever the text', () => {
    const part = fc.constantFrom(
      'Genotype',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      '=',
      ':',
      "'none'",
      '"',
      '1',
      ' ',
      'range',
    );
    fc.assert(fc.property(fc.array(part), (parts) => void refuse(parts.join(''))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void refuse(text)));
  });
});
