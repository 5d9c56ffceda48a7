import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { withInput, withOperation, withOutput } from './edit.ts';
import { cellFacts, differingEdges } from './facts.ts';

const GENOTYPE = publishedGenotype('c10_s5_ms');

describe('the facts of a cell', () => {
  it('count skips and the operations on the longest way', () => {
    // Normal: node 1 takes node 0, node 3 takes node 1: three operations. Reduction: 0 → 1 → 2? no: 0, 1 and 3 in a row.
    expect(cellFacts(GENOTYPE, 'normal')).toEqual({ skips: 1, depth: 3, unused: [], bare: [] });
    expect(cellFacts(GENOTYPE, 'reduce')).toEqual({ skips: 1, depth: 3, unused: [], bare: [] });
  });

  it('pass dropped edges by', () => {
    // Of the normal cell all edges come from the inputs, and node 1 has none.
    expect(cellFacts(publishedGenotype('FairDARTS_a'), 'normal')).toEqual({
      ...{ skips: 0, depth: 1, unused: [] },
      bare: ['1'],
    });
    const ms = withOperation(withOperation(GENOTYPE, 'normal', 7, 'none'), 'normal', 6, 'none');
    // The longest way ended at node 3.
    expect(cellFacts(ms, 'normal')).toMatchObject({ depth: 2, bare: ['3'] });
  });

  it('name the nodes that lead nowhere', () => {
    const cut = withOutput(withOutput(GENOTYPE, 'normal', 5, false), 'normal', 3, false);
    // State 3 (node 1) was used by state 5 (node 3) only.
    expect(cellFacts(cut, 'normal').unused).toEqual(['1', '3']);
  });
});

describe('the difference of two genotypes', () => {
  it('is nothing between equals, whatever the order of a node’s edges', () => {
    const [first, second, ...rest] = GENOTYPE.normal;
    const turned = { ...GENOTYPE, normal: [second!, first!, ...rest] };
    expect(differingEdges(turned, GENOTYPE, 'normal')).toEqual(new Set());
  });

  it('is nothing between dropped edges, wherever they came from', () => {
    const dropped = (input: number) =>
      withOperation(withInput(GENOTYPE, 'normal', 7, input), 'normal', 7, 'none');
    expect(differingEdges(dropped(1), dropped(2), 'normal')).toEqual(new Set());
    expect(differingEdges(dropped(1), GENOTYPE, 'normal')).toEqual(new Set([7]));
  });

  it('names the edges that changed, in their cell only', () => {
    const changed = withInput(withOperation(GENOTYPE, 'normal', 2, 'dil_conv_5x5'), 'normal', 7, 2);
    expect(differingEdges(changed, GENOTYPE, 'normal')).toEqual(new Set([2, 7]));
    expect(differingEdges(changed, GENOTYPE, 'reduce')).toEqual(new Set());
  });
});
