import { describe, expect, it } from 'vitest';
import type { RunEvent, RunEventOf } from '../../../src-shared/run/events.ts';
import { runWith } from '../runs/run.fixture.ts';
import { assignLooks } from './curveLooks.ts';
import { distancePoints, distanceSpec } from './distance.ts';
import { runSubjects } from './subjects.ts';

const time = '2026-01-01T00:00:00.000Z';

function epoch(index: number, alpha: number, accuracy: number | 'NaN' = 0.5): RunEventOf<'epoch'> {
  return {
    type: 'epoch',
    time,
    step: 10 * (index + 1),
    epoch: index,
    trainLoss: 2 - index,
    trainAccuracy: 0.4,
    validationLoss: 2,
    validationAccuracy: accuracy,
    discreteLoss: 2,
    discreteAccuracy: 0.3,
    entropy: { normal: 1, reduce: 1 },
    skips: { normal: 0, reduce: 0 },
    alphas: { normal: [[alpha, 0]], reduce: [[0, 0]] },
    genotype: '',
    learningRate: 0.1,
    cutoutProbability: 0,
    validationImages: 1,
    seconds: 1,
    dataWait: 0,
    maxRssMiB: 1,
  };
}

describe('distances to the final architecture', () => {
  it('are those of the alphas and of their softmax, 0 at the end', () => {
    const points = distancePoints([epoch(0, 0), epoch(1, 3)]);
    expect(points.map(({ alpha }) => alpha)).toEqual([3, 0]);
    // softmax(3, 0) = (s, 1 − s); the distance to (½, ½) is √2·(s − ½).
    expect(points[0]!.A).toBeCloseTo(Math.SQRT2 * (1 / (1 + Math.exp(-3)) - 0.5), 12);
  });

  it('count an epoch once that a resumed run told twice', () => {
    const resumed: RunEvent = {
      type: 'resumed',
      time,
      step: 10,
      fromStep: 10,
      pid: 1,
      processStart: '',
      host: '',
      device: '',
    };
    const points = distancePoints([epoch(0, 1), epoch(1, 2), epoch(2, 3), resumed, epoch(1, 9)]);
    expect(points.map(({ epoch: index, alpha }) => [index, alpha])).toEqual([
      [0, 8],
      [1, 0],
    ]);
  });
});

it('draws loss or accuracy from the end outwards, over what is chosen', () => {
  const runs = runSubjects([runWith({ id: 'a' })]);
  const spec = distanceSpec({
    quantity: 'validationAccuracy',
    over: 'alpha',
    runs,
    looks: assignLooks(['a'], new Map()),
    points: new Map([['a', distancePoints([epoch(0, 0, 0.2), epoch(1, 3, 'NaN'), epoch(2, 4, 0.6)])]]),
  });
  expect(spec.series[0]?.points).toEqual([
    { x: 0, y: 60 },
    { x: 1, y: NaN },
    { x: 4, y: 20 },
  ]);
  expect(spec.x.label).toBe('‖α_t − α_final‖₂');
});
