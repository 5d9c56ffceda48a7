import { describe, expect, it } from 'vitest';
import { type SeededRandom, seededRandom } from '../../../../src-shared/random.ts';
import { CELL_TYPES, EDGES, SPACE_NAMES, type Space, SPACES } from '../../../../src-shared/space/spaces.ts';
import { deriveFromWeights } from '../../../../src-shared/genotype/derive.ts';
import { perCell } from '../../supernet/perCell.ts';
import { activeOf, type EdgeChoices, edgeChoicesSchema, withChoice } from '../edgeChoices.ts';
import type { Rows } from '../rules.ts';
import {
  answered,
  nextQuestion,
  project,
  projectedWeights,
  type Question,
  startProjection,
} from './projection.ts';

const { s2, s3 } = SPACES;
const even = (space: Space): Rows =>
  perCell((type) => space.operations[type].map((row) => row.map(() => 1 / row.length)));
type Random = Pick<SeededRandom, 'integer'>;
const first: Random = { integer: () => 0 };
const last: Random = { integer: (n) => n - 1 };
const accuracies = (...values: number[]) => values.map((accuracy) => ({ accuracy, loss: 1 - accuracy }));

/** The state with all edges of both cells decided. */
function allDecided(space: Space): EdgeChoices {
  const choices = startProjection(space).choices.normal.map(() => 1);
  return { ...startProjection(space), choices: { normal: choices, reduce: choices } };
}

function ask(state: EdgeChoices, space: Space, random = first): Question {
  return nextQuestion(state, 'normal', { space, weights: even(space), random })!;
}

describe('DARTS-PT projection', () => {
  it('leaves out one operation of a random open edge at a time, the others as they are', () => {
    const question = ask(startProjection(s2), s2, last);
    expect(question).toMatchObject({ cell: 'normal', about: 'edge', index: 13, candidates: [0, 1] });
    expect(question.points.map(({ normal }) => normal[13])).toEqual([
      [0, 0.5],
      [0.5, 0],
    ]);
    expect(
      question.points.every(({ normal }) =>
        normal
          .slice(0, 13)
          .flat()
          .every((w) => w === 0.5),
      ),
    ).toBe(true);
    expect(question.points[0]!.reduce).toEqual(even(s2).reduce);
  });

  it('does not choose `none`, nor what is no longer there', () => {
    expect(ask(startProjection(s3), s3).candidates).toEqual([1, 2]);
    const active = perCell((type) => s3.operations[type].map(() => [true, false, true]));
    const question = nextQuestion(startProjection(s3), 'reduce', {
      space: s3,
      weights: even(s3),
      active,
      random: first,
    });
    expect(question!.candidates).toEqual([2]);
  });

  it('gives an edge the operation whose absence hurts most, the first of equals', () => {
    const question = ask(startProjection(s3), s3);
    const chosen = (...values: number[]): unknown =>
      answered(startProjection(s3), question, accuracies(...values), 'accuracy').choices.normal[0];
    expect(chosen(0.3, 0.5)).toBe(1);
    expect(chosen(0.5, 0.3)).toBe(2);
    expect(chosen(0.4, 0.4)).toBe(1);
  });

  it('can judge by the loss, where no number is the worst', () => {
    const question = ask(startProjection(s2), s2);
    const chosen = (...losses: number[]): unknown => {
      const scores = losses.map((loss) => ({ loss, accuracy: 0.5 }));
      return answered(startProjection(s2), question, scores, 'loss').choices.normal[0];
    };
    expect(chosen(1, 2)).toBe(1);
    expect(chosen(2, 1)).toBe(0);
    expect(chosen(NaN, 9)).toBe(0);
    expect(chosen(9, Infinity)).toBe(1);
  });

  it('asks about nodes once every edge has its operation, one edge deleted at a time', () => {
    const question = ask(allDecided(s2), s2, last);
    expect(question).toMatchObject({ about: 'node', index: 3, candidates: [9, 10, 11, 12, 13] });
    question.points.forEach(({ normal }, i) => {
      expect(normal[9 + i]).toEqual([0, 0]);
      expect(normal.flat().reduce((sum, weight) => sum + weight)).toBe(EDGES - 1);
    });
  });

  it('keeps the two edges whose absence hurts most, the first of equals', () => {
    const question = ask(allDecided(s2), s2, last);
    const kept = (...values: number[]): unknown =>
      answered(allDecided(s2), question, accuracies(...values), 'accuracy').choices.normal.slice(9);
    expect(kept(0.5, 0.1, 0.4, 0.2, 0.3)).toEqual(['pruned', 1, 'pruned', 1, 'pruned']);
    expect(kept(0.2, 0.2, 0.1, 0.2, 0.2)).toEqual([1, 'pruned', 1, 'pruned', 'pruned']);
  });

  it('mixes a decided edge with 1, a deleted one with 0 and an open one as before', () => {
    const state = startProjection(s3);
    const normal = withChoice(withChoice(state.choices.normal, [0], 2), [3], 'pruned');
    const decided = { ...state, choices: { ...state.choices, normal } };
    const { normal: rows } = projectedWeights(decided, even(s3));
    expect(rows.slice(0, 4)).toEqual([
      [0, 0, 1],
      [1 / 3, 1 / 3, 1 / 3],
      [1 / 3, 1 / 3, 1 / 3],
      [0, 0, 0],
    ]);
    expect(activeOf(decided).normal[3]).toEqual([false, false, false]);
  });

  it('decides in the reduction cell with the decision of the normal cell in place', () => {
    const seen: Rows[][] = [];
    project(startProjection(s2), {
      space: s2,
      weights: even(s2),
      random: first,
      criterion: 'accuracy',
      measure: (points) => (seen.push([...points]), accuracies(0.1, 0.2)),
    });
    expect(seen).toHaveLength(2);
    expect(seen[1]!.map(({ normal }) => normal[0])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(seen[1]!.map(({ reduce }) => reduce[0])).toEqual([
      [0, 0.5],
      [0.5, 0],
    ]);
  });

  it.each(SPACE_NAMES)('finds, in 17 decisions and over checkpoints, what matters in %s', (name) => {
    const space = SPACES[name];
    // Of each node the last two inputs matter, on each edge the last operation; the more so the later.
    const worth = perCell((type) =>
      space.operations[type].map((row, edge) => row.map((_, k) => (edge + 1) * k)),
    );
    const accuracyAt = (A: Rows): number =>
      CELL_TYPES.reduce(
        (sum, type) => sum + A[type].flat().reduce((all, a, i) => all + a * worth[type].flat()[i]!, 0),
        0,
      );
    let state = startProjection(space);
    let measured = 0;
    const step = (decision: number): EdgeChoices =>
      project(state, {
        space,
        weights: even(space),
        random: seededRandom(5, decision),
        criterion: 'accuracy',
        measure: (points) => {
          measured += points.length;
          return points.map((point) => ({ accuracy: accuracyAt(point), loss: 0 }));
        },
      });
    const open = (): number => state.choices.normal.filter((choice) => choice === 'open').length;
    for (let decision = 0; decision < 17; decision++) {
      expect(open()).toBe(Math.max(0, EDGES - decision));
      state = edgeChoicesSchema.parse(JSON.parse(JSON.stringify(step(decision))));
    }
    expect(step(17)).toEqual(state);
    const candidates = space.operations.normal[0]!.filter((operation) => operation !== 'none').length;
    expect(measured).toBe(2 * (EDGES * candidates + 3 + 4 + 5));
    const { normal } = deriveFromWeights(space, projectedWeights(state, even(space)));
    expect(normal.map(({ input }) => input)).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
    expect(normal.map(({ operation }) => operation)).toEqual(
      [0, 1, 3, 4, 7, 8, 12, 13].map((edge) => space.operations.normal[edge]!.at(-1)),
    );
  });
});
