import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { searchConfigSchema, type SearchConfigInput } from './config.ts';
import { evalConfigSchema, type EvalConfigInput } from './evalConfig.ts';
import {
  cosineLearningRate,
  cutoutOn,
  cutoutProbabilityAt,
  dropPathAt,
  epsilonSchedule,
  evaluationLearningRate,
} from './schedules.ts';

/** Schedules of the authors' code, in float64, epoch by epoch. */
const golden = z
  .record(z.string(), z.array(z.number()))
  .parse(JSON.parse(readFileSync(new URL('../../test/golden/schedules.json', import.meta.url), 'utf8')));

function config(input: SearchConfigInput) {
  return searchConfigSchema.parse(input);
}

function evaluation(input: Partial<EvalConfigInput>) {
  return evalConfigSchema.parse({ kind: 'evaluation', genotype: 'any', ...input });
}

function expectGolden(name: string, at: (epoch: number) => number): void {
  const expected = golden[name]!;
  expect(expected.length).toBeGreaterThan(1);
  for (const [epoch, value] of expected.entries())
    expect(Math.abs(at(epoch) - value), `${name} at epoch ${epoch}`).toBeLessThanOrEqual(
      1e-12 * Math.abs(value),
    );
}

describe('the schedules equal those of the authors', () => {
  it('ramps ε of MS-DARTS from ε/10', () => {
    expectGolden('ms_eps_E40_e0.25', epsilonSchedule(config({})));
    expectGolden('ms_eps_E80_e0.25', epsilonSchedule(config({ epochs: 80 })));
  });

  it('ramps ε of both SDARTS methods from 0.03', () => {
    for (const method of ['sdarts-rs', 'sdarts-adv'] as const)
      expectGolden('sdarts_eps_E50_e0.3', epsilonSchedule(config({ method, epochs: 50 })));
  });

  it('lowers the learning rate along a cosine', () => {
    const cases = {
      'cosine_lr_E40_min0.001': [40, 0.001],
      'cosine_lr_E50_min0.001': [50, 0.001],
      cosine_lr_E600_min0: [600, 0],
    } as const;
    for (const [name, [epochs, learningRateMin]] of Object.entries(cases))
      expectGolden(name, (epoch) => cosineLearningRate(config({ epochs, learningRateMin }), epoch));
  });

  it('ramps the probability of cutout to its full value in the last epoch', () => {
    expectGolden('cutout_prob_intended_E40', (epoch) =>
      cutoutProbabilityAt(config({ cutout: 'ramp' }), epoch),
    );
  });
});

describe('the knobs of the schedules', () => {
  it('starts MS-DARTS at a tenth of a chosen ε and keeps a chosen start', () => {
    expect(epsilonSchedule(config({ epsilon: 0.5 }))(0)).toBeCloseTo(0.05, 15);
    expect(epsilonSchedule(config({ epsilon: 0.5, epsilonStart: 0.2 }))(0)).toBe(0.2);
    expect(epsilonSchedule(config({ epsilon: 0.5, epsilonStart: 0.2, epochs: 4 }))(2)).toBeCloseTo(0.35, 15);
  });

  it('gives DARTS no perturbation', () => {
    expect(epsilonSchedule(config({ method: 'darts' }))(20)).toBe(0);
  });

  it('moves the cosine one epoch on with learningRateShift 1', () => {
    const shifted = cosineLearningRate(config({ learningRateShift: 1 }), 0);
    expect(shifted).toBe(cosineLearningRate(config({}), 1));
    expect(shifted).toBeCloseTo(0.024963, 6);
  });

  it('cuts on every space but s5 unless told otherwise', () => {
    expect(cutoutOn(config({ space: 's1' }))).toBe(true);
    expect(cutoutOn(config({ space: 's5' }))).toBe(false);
    expect(cutoutOn(config({ space: 's5', cutout: 'constant' }))).toBe(true);
    expect(cutoutOn(config({ space: 's1', cutout: 'off' }))).toBe(false);
  });

  it('keeps a constant probability, and zero where cutout is off', () => {
    expect(cutoutProbabilityAt(config({ space: 's2', cutoutProbability: 0.5 }), 0)).toBe(0.5);
    expect(cutoutProbabilityAt(config({ space: 's5' }), 3)).toBe(0);
    expect(cutoutProbabilityAt(config({ cutout: 'ramp', epochs: 1, cutoutProbability: 0.5 }), 0)).toBe(0.5);
  });
});

describe('the schedules of an evaluation', () => {
  it('are those of the authors: cosine to 0, drop path from 0', () => {
    const config = evaluation({ epochs: 600 });
    expectGolden('cosine_lr_E600_min0', (epoch) => evaluationLearningRate(config, epoch));
    expectGolden('eval_drop_path_E600', (epoch) => dropPathAt(config, epoch));
  });

  it('fall linearly where asked to, and rise in equal steps before', () => {
    const config = evaluation({ epochs: 10, schedule: 'linear', learningRate: 0.5, warmUpEpochs: 2 });
    const rates = [0, 1, 2, 9].map((epoch) => evaluationLearningRate(config, epoch));
    [0.25, 0.5, 0.4, 0.05].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
  });
});
