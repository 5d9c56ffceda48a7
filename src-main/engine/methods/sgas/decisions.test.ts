import { describe, expect, it } from 'vitest';
import { validateGenotype } from '../../../../src-shared/genotype/validate.ts';
import { seededRandom } from '../../../../src-shared/random.ts';
import { CELL_TYPES, SPACE_NAMES, SPACES, type Space } from '../../../../src-shared/space/spaces.ts';
import { perCell } from '../../supernet/perCell.ts';
import { activeOf } from '../edgeChoices.ts';
import { type Decision, decide, grownBatch, sgasGenotype, sgasSchema, startSgas } from './decisions.ts';

const KNOBS = { sgasCriterion: 1, sgasStart: 9, sgasEvery: 5 } as const;

/** Logits 0 but for the given edges. */
function alphasWith(space: Space, rows: Readonly<Record<number, readonly number[]>>) {
  return perCell((type) => space.operations[type].map((row, edge) => rows[edge] ?? row.map(() => 0)));
}

function randomAlphas(space: Space, seed: number) {
  const random = seededRandom(seed);
  return perCell((type) => space.operations[type].map((row) => row.map(() => 4 * random.uniform() - 2)));
}

describe('SGAS', () => {
  const { s2, s3 } = SPACES;

  it('decides from its first epoch on, every so many epochs', () => {
    const epochs = Array.from({ length: 30 }, (_, epoch) => epoch).filter(
      (epoch) =>
        decide(startSgas(s2), { space: s2, alphas: alphasWith(s2, { 4: [0, 3] }), epoch, knobs: KNOBS })
          .decisions.length > 0,
    );
    expect(epochs).toEqual([9, 14, 19, 24, 29]);
  });

  it('fixes the strongest operation of the best open edge, one in each cell type', () => {
    const alphas = alphasWith(s3, { 4: [-3, 0, 2], 7: [-3, 1, 0], 8: [5, 0, 4] });
    const { state, decisions } = decide(startSgas(s3), { space: s3, alphas, epoch: 9, knobs: KNOBS });
    expect(decisions).toEqual(
      CELL_TYPES.map((cell) => ({ cell, edge: 4, operation: 2, pruned: [] })) satisfies Decision[],
    );
    expect(activeOf(state).normal[4]).toEqual([false, false, true]);
    const again = decide(state, { space: s3, alphas, epoch: 14, knobs: KNOBS });
    expect(again.decisions.map(({ edge, operation }) => [edge, operation])).toEqual([
      [7, 1],
      [7, 1],
    ]);
  });

  it('prunes the other edges of a node that has two', () => {
    const alphas = alphasWith(s2, { 9: [0, 5], 12: [4, 0] });
    const first = decide(startSgas(s2), { space: s2, alphas, epoch: 9, knobs: KNOBS });
    const second = decide(first.state, { space: s2, alphas, epoch: 14, knobs: KNOBS });
    expect(second.decisions[0]).toEqual({ cell: 'normal', edge: 12, operation: 0, pruned: [10, 11, 13] });
    expect(second.state.choices.normal.slice(9)).toEqual([1, 'pruned', 'pruned', 0, 'pruned']);
    expect(activeOf(second.state).normal[10]).toEqual([false, false]);
  });

  it('takes the first open edge while all scores are equal', () => {
    const alphas = alphasWith(s2, {});
    const knobs = { ...KNOBS, sgasStart: 0, sgasEvery: 1 };
    const first = decide(startSgas(s2), { space: s2, alphas, epoch: 0, knobs });
    expect(first.decisions[0]).toMatchObject({ edge: 0, operation: 0 });
    expect(decide(first.state, { space: s2, alphas, epoch: 1, knobs }).decisions[0]).toMatchObject({
      edge: 1,
    });
  });

  it('remembers the last four epochs with criterion 2, and none with criterion 1', () => {
    let state = startSgas(s2);
    for (let epoch = 0; epoch < 6; epoch++)
      state = decide(state, {
        space: s2,
        alphas: alphasWith(s2, { 0: [Math.log(epoch + 1), 0] }),
        epoch,
        knobs: { ...KNOBS, sgasCriterion: 2 },
      }).state;
    expect(state.history.normal).toHaveLength(4);
    expect(state.history.normal.map((q) => q[0]![1])).toEqual(
      [4, 5, 6, 7].map((n) => expect.closeTo(1 / n, 12) as number),
    );
    const { state: other } = decide(startSgas(s2), {
      space: s2,
      alphas: alphasWith(s2, {}),
      epoch: 0,
      knobs: KNOBS,
    });
    expect(other.history).toEqual({ normal: [], reduce: [] });
  });

  it('adds images to the batch with each deciding epoch', () => {
    const config = { batch: 64, sgasBatchGrowth: 8 };
    const start = startSgas(s2);
    expect(grownBatch(start, config)).toBe(64);
    const { state } = decide(start, { space: s2, alphas: alphasWith(s2, {}), epoch: 9, knobs: KNOBS });
    expect(grownBatch(state, config)).toBe(72);
  });

  it('fills a node that lacks edges with its most important open ones', () => {
    const alphas = alphasWith(s3, { 3: [-2, 1, 0], 4: [-1, 0, 1], 2: [-3, 0, 0], 0: [9, 0, 1] });
    const { normal } = sgasGenotype(s3, alphas, startSgas(s3));
    expect(normal.slice(0, 4)).toEqual([
      { operation: 'sep_conv_3x3', input: 0 },
      { operation: 'skip_connect', input: 1 },
      { operation: 'skip_connect', input: 0 },
      { operation: 'skip_connect', input: 1 },
    ]);
  });

  it('fills by the weight of the strongest operation where there is no `none`', () => {
    const { normal } = sgasGenotype(s2, alphasWith(s2, { 3: [0, 1], 4: [2, 0] }), startSgas(s2));
    expect(normal.slice(2, 4)).toEqual([
      { operation: 'sep_conv_3x3', input: 1 },
      { operation: 'skip_connect', input: 2 },
    ]);
  });

  it.each(SPACE_NAMES.flatMap((name) => ([1, 2] as const).map((criterion) => ({ name, criterion }))))(
    'ends with two edges a node after eight decisions in $name by criterion $criterion, also over checkpoints',
    ({ name, criterion }) => {
      const space = SPACES[name];
      const made: Decision[] = [];
      let state = startSgas(space);
      for (let epoch = 0; epoch < 50; epoch++) {
        const alphas = randomAlphas(space, epoch);
        const after = decide(state, { space, alphas, epoch, knobs: { ...KNOBS, sgasCriterion: criterion } });
        made.push(...after.decisions);
        state = sgasSchema.parse(JSON.parse(JSON.stringify(after.state)));
        expect(state).toEqual(after.state);
        expect(() => {
          validateGenotype(sgasGenotype(space, alphas, state));
        }).not.toThrow();
      }
      expect(made).toHaveLength(16);
      expect(
        made.every(({ cell, edge, operation }) => space.operations[cell][edge]![operation] !== 'none'),
      ).toBe(true);
      for (const type of CELL_TYPES) expect(state.choices[type]).not.toContain('open');
      expect(grownBatch(state, { batch: 64, sgasBatchGrowth: 8 })).toBe(128);
    },
  );
});
