import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { validateGenotype } from '../../../src-shared/genotype/validate.ts';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import { EDGE_OPERATIONS, inputChoices, withInput, withOperation, withOutput } from './edit.ts';

const GENOTYPE = publishedGenotype('c10_s5_ms');

type Change = (genotype: Genotype) => Genotype;

const change: fc.Arbitrary<Change> = fc
  .record({
    cell: fc.constantFrom(...CELL_TYPES),
    index: fc.nat(7),
    pick: fc.nat(100),
    what: fc.constantFrom('operation', 'input', 'output'),
  })
  .map(({ cell, index, pick, what }) => (genotype) => {
    if (what === 'operation')
      return withOperation(genotype, cell, index, EDGE_OPERATIONS[pick % EDGE_OPERATIONS.length]!);
    if (what === 'output') return withOutput(genotype, cell, 2 + (index % 4), pick % 2 === 0);
    const choices = inputChoices(genotype[cell], index);
    return withInput(genotype, cell, index, choices[pick % choices.length]!.state);
  });

describe('editing', () => {
  it('never leads to a genotype that breaks a rule', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        validateGenotype(changes.reduce((genotype, step) => step(genotype), GENOTYPE));
      }),
    );
  });

  it('lets the two edges of a node change places when one takes the other’s input', () => {
    const { normal } = withInput(GENOTYPE, 'normal', 0, GENOTYPE.normal[1]!.input);
    expect(normal.slice(0, 2)).toEqual([
      { operation: 'sep_conv_3x3', input: 0 },
      { operation: 'sep_conv_3x3', input: 1 },
    ]);
  });

  it('lets two edges from one input change operations when one takes the other’s', () => {
    const two = withOperation(withInput(GENOTYPE, 'normal', 0, 0), 'normal', 0, 'max_pool_3x3');
    const parallel = {
      ...two,
      normal: two.normal.map((edge, index) => (index < 2 ? { ...edge, input: 0 } : edge)),
    };
    const { normal } = withOperation(parallel, 'normal', 0, 'sep_conv_3x3');
    expect(normal.slice(0, 2)).toEqual([
      { operation: 'sep_conv_3x3', input: 0 },
      { operation: 'max_pool_3x3', input: 0 },
    ]);
    expect(inputChoices(parallel.normal, 0)).toEqual([
      { state: 0, swaps: false },
      { state: 1, swaps: false },
    ]);
  });

  it('drops an edge, as the last of the operations', () => {
    expect(EDGE_OPERATIONS.at(-1)).toBe('none');
    const dropped = withOperation(GENOTYPE, 'normal', 0, 'none');
    expect(dropped.normal[0]).toEqual({ operation: 'none', input: GENOTYPE.normal[0]!.input });
  });

  it('offers every state before the node, and says which one the partner has', () => {
    expect(inputChoices(GENOTYPE.normal, 7)).toEqual([
      { state: 0, swaps: true },
      { state: 1, swaps: false },
      { state: 2, swaps: false },
      { state: 3, swaps: false },
      { state: 4, swaps: false },
    ]);
  });

  it('keeps the last node of the output', () => {
    const one = [2, 3, 4].reduce((genotype, state) => withOutput(genotype, 'reduce', state, false), GENOTYPE);
    expect(withOutput(one, 'reduce', 5, false).reduceConcat).toEqual([5]);
  });
});
