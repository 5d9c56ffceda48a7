import { describe, expect, it } from 'vitest';
import { validateGenotype } from '../../../src-shared/genotype/validate.ts';
import { SPACES } from '../../../src-shared/space/spaces.ts';
import {
  activeOf,
  allOpen,
  edgeChoicesSchema,
  edgesInto,
  genotypeOfChoices,
  withChoice,
} from './edgeChoices.ts';

describe('edge choices', () => {
  it('leave all operations of an open edge, one of a decided edge, none of a pruned edge', () => {
    const open = allOpen(3);
    const decided = withChoice(withChoice(open.choices.normal, [1], 2), [4, 5], 'pruned');
    const active = activeOf({ ...open, choices: { ...open.choices, normal: decided } });
    expect(active.normal.slice(0, 6)).toEqual([
      [true, true, true],
      [false, false, true],
      [true, true, true],
      [true, true, true],
      [false, false, false],
      [false, false, false],
    ]);
    expect(active.reduce).toHaveLength(14);
    expect(active.reduce.flat().every(Boolean)).toBe(true);
  });

  it('survive a checkpoint, which refuses what is no choice', () => {
    const state = allOpen(2);
    expect(edgeChoicesSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    const bad = { ...state, choices: { ...state.choices, normal: Array(14).fill(-1) } };
    expect(edgeChoicesSchema.safeParse(bad).success).toBe(false);
    expect(edgeChoicesSchema.safeParse({ ...bad, choices: { normal: [], reduce: [] } }).success).toBe(false);
  });

  it('number the edges into the nodes 2, 3, 4 and 5', () => {
    expect([0, 1, 2, 3].map(edgesInto)).toEqual([
      [0, 1],
      [2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12, 13],
    ]);
  });

  it('make a genotype of the decided edges, in the order of the inputs', () => {
    const { choices } = allOpen(2);
    const cell = [0, 1, 3, 4, 5, 8, 9, 13].reduce(
      (all, edge) => withChoice(all, [edge], edge % 2),
      choices.normal,
    );
    const genotype = genotypeOfChoices(SPACES.s2, { normal: cell, reduce: cell });
    expect(genotype.normal.map(({ operation, input }) => `${operation} ${input}`)).toEqual([
      'skip_connect 0',
      'sep_conv_3x3 1',
      'sep_conv_3x3 1',
      'skip_connect 2',
      'sep_conv_3x3 0',
      'skip_connect 3',
      'sep_conv_3x3 0',
      'sep_conv_3x3 4',
    ]);
    expect(() => {
      validateGenotype(genotype);
    }).not.toThrow();
  });
});
