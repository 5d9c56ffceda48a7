import { describe, expect, it } from 'vitest';
import type { Curve } from '../../../src-shared/contract/runs.ts';
import { runWith } from '../runs/run.fixture.ts';
import { curveFacts, extremeTitle, legendRows, valuesText } from './legend.ts';
import { bestRuns, sameGroups, withRuns } from './picks.ts';
import { groupSubjects, runSubjects } from './subjects.ts';

const curve = (run: string, values: readonly (number | 'NaN')[]): Curve => ({
  run,
  points: values.map((value, epoch) => ({ step: 10 * (epoch + 1), epoch, value })),
  smooth: [],
});

const a = runWith({ id: 'a', group: 'g', bestEpoch: 1, bestAccuracy: 0.6 });
const b = runWith({ id: 'b', group: 'g', seed: 2, bestEpoch: 0, bestAccuracy: 0.7, lambdaMax: 'Infinity' });
const c = runWith({ id: 'c', group: 'h', bestAccuracy: null, lambdaMax: 0.2 });

describe('the legend', () => {
  it('has the last value, the best one with its epoch, and the one at the best epoch', () => {
    const facts = curveFacts('epoch.validationAccuracy', a, curve('a', [0.5, 0.25, 0.75]).points);
    expect(facts).toEqual({ last: 75, best: 75, bestEpoch: 2, atBestEpoch: 25 });
  });

  it('takes the least as the best of a loss, and never one that is not finite', () => {
    const facts = curveFacts('epoch.trainLoss', a, curve('a', ['NaN', 1, 2]).points);
    expect(facts).toMatchObject({ last: 2, best: 1, bestEpoch: 1 });
    expect([extremeTitle('epoch.trainLoss'), extremeTitle('epoch.epsilon')]).toEqual(['least', 'largest']);
  });

  it('shows a group as mean ± std (n) and names what is not finite', () => {
    const curves = new Map([
      ['a', curve('a', [0.1, 0.2])],
      ['b', curve('b', [0.1, 0.4])],
    ]);
    const [row] = legendRows('epoch.validationAccuracy', groupSubjects([a, b]), curves);
    expect(row).toMatchObject({ n: 2, seeds: '1, 2', last: '30 ± 14 (2)' });
    expect(valuesText([1, NaN])).toBe('1 (1) ✕ 1 not finite');
  });

  it('says of each curve which method it is, with what that is composed with', () => {
    const composed = runWith({ id: 'd', group: 'i', methodLabel: 'MS-DARTS + partial channels 4' });
    const rows = legendRows('epoch.lambdaMax', runSubjects([a, composed]), new Map());
    expect(rows.map(({ method }) => method)).toEqual(['MS-DARTS', 'MS-DARTS + partial channels 4']);
  });

  it('shows a dash for a run without values', () => {
    expect(legendRows('epoch.lambdaMax', runSubjects([c]), new Map())[0]).toMatchObject({
      last: '—',
      best: '—',
    });
  });
});

describe('picking runs', () => {
  it('takes the best by a metric, in its own direction, and none without it', () => {
    expect(bestRuns([a, b, c], 'bestAccuracy', 5).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(bestRuns([a, b, c], 'lambdaMax', 5).map(({ id }) => id)).toEqual(['c']);
    expect(bestRuns([a, b, c], 'bestAccuracy', 1)).toHaveLength(1);
  });

  it('takes all of a group, and adds each run once', () => {
    expect(sameGroups([a, b, c], [b]).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(withRuns(['c', 'a'], [a, b])).toEqual(['c', 'a', 'b']);
  });
});
