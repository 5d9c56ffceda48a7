import { describe, expect, it } from 'vitest';
import type { OperationName } from '../../../../src-shared/space/spaces.ts';
import { edgeScores } from './scores.ts';

const WITH_NONE: OperationName[] = ['none', 'skip_connect', 'sep_conv_3x3'];
const WITHOUT: OperationName[] = ['skip_connect', 'sep_conv_3x3'];
const logs = (...weights: number[]): number[] => weights.map(Math.log);
const close = (values: readonly number[]): number[] =>
  values.map((value) => expect.closeTo(value, 8) as number);

describe('SGAS scores', () => {
  it('multiply importance and certainty, each from 0 to 1 over the edges', () => {
    // q = (½, ½), (¾, ¼) and (⅔, ⅓); H/log 2 = 1, 0.8112781245 and 0.9182958341.
    const rows = [logs(0.5, 0.25, 0.25), logs(0.2, 0.6, 0.2), logs(0.4, 0.4, 0.2)];
    const { importance, certainty, normalised, score, distributions } = edgeScores(
      rows.map(() => WITH_NONE),
      rows,
    );
    expect(importance).toEqual(close([0.5, 0.8, 0.6]));
    expect(certainty).toEqual(close([0, 0.1887218755, 0.0817041659]));
    expect(normalised.importance).toEqual(close([0, 1, 1 / 3]));
    expect(normalised.certainty).toEqual(close([0, 1, 0.0817041659 / 0.1887218755]));
    expect(score).toEqual(close([0, 1, 0.0817041659 / 0.1887218755 / 3]));
    expect(distributions[1]).toEqual(close([0, 0.75, 0.25]));
  });

  it('count the mean overlap with the epochs before as stability', () => {
    const rows = [logs(0.2, 0.6, 0.2), logs(0.2, 0.2, 0.6)];
    const history = [
      [
        [0, 1, 0],
        [0, 0.5, 0.5],
      ],
      [
        [0, 0.5, 0.5],
        [0, 0.25, 0.75],
      ],
    ];
    const { stability, normalised } = edgeScores([WITH_NONE, WITH_NONE], rows, history);
    expect(stability).toEqual(close([0.75, 0.875]));
    expect(normalised.stability).toEqual([0, 1]);
  });

  it('are 0 in the first epoch with stability, which has nothing to overlap with', () => {
    const rows = [logs(0.2, 0.6, 0.2), logs(0.5, 0.25, 0.25)];
    const { stability, score } = edgeScores([WITH_NONE, WITH_NONE], rows, []);
    expect(stability).toEqual([0, 0]);
    expect(score).toEqual([0, 0]);
  });

  it('leave importance out where no edge has `none`', () => {
    const rows = [logs(0.5, 0.5), logs(0.9, 0.1), logs(0.75, 0.25)];
    const { importance, normalised, score } = edgeScores(
      rows.map(() => WITHOUT),
      rows,
    );
    expect(importance).toEqual([1, 1, 1]);
    expect(normalised.importance).toEqual([1, 1, 1]);
    expect(score[0]).toBe(0);
    expect(score[1]).toBe(1);
    expect(score[2]).toBeCloseTo(0.1887218755 / 0.5310044064, 8);
  });

  it('are numbers where all edges are equal, one operation is left or `none` takes everything', () => {
    const equal = edgeScores([WITH_NONE, WITH_NONE], [logs(0.2, 0.6, 0.2), logs(0.2, 0.6, 0.2)]);
    expect(equal.score).toEqual([0, 0]);
    const single = edgeScores([['none', 'skip_connect'], ['skip_connect']], [[0, 0], [3]]);
    expect(single.certainty).toEqual([1, 1]);
    const drowned = edgeScores(
      [WITH_NONE, WITH_NONE],
      [
        [1000, 0, 0],
        [0, 1000, 0],
      ],
    );
    expect(drowned.importance).toEqual([0, 1]);
    expect(drowned.distributions[0]).toEqual([0, 0.5, 0.5]);
    expect(drowned.score).toEqual([0, 1]);
  });
});
