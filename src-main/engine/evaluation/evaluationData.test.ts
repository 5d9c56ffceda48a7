import { describe, expect, it } from 'vitest';
import { evalConfigSchema, type EvalConfigInput } from '../../../src-shared/run/evalConfig.ts';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { datasetInfo } from '../../../test/fixtures/datasetInfo.ts';
import { assertEvaluationFits, evaluationSteps, imageCounts } from './evaluationData.ts';

const GENOTYPE = genotypeToPython(publishedGenotype('DARTS_V2'));
const INFO = datasetInfo({ train: 100, test: 10 });

function config(knobs: Partial<EvalConfigInput>) {
  return evalConfigSchema.parse({ kind: 'evaluation', genotype: GENOTYPE, batch: 8, ...knobs });
}

describe('the images of an evaluation', () => {
  it('are all training images but those held out, and the test images asked for', () => {
    expect(imageCounts(config({}), INFO)).toEqual({ train: 100, test: 10 });
    expect(imageCounts(config({ holdOut: 20, testImages: 4 }), INFO)).toEqual({ train: 80, test: 4 });
  });

  it('make as many steps as there are whole batches, or as are asked for', () => {
    expect(evaluationSteps(config({}), INFO)).toBe(12);
    expect(evaluationSteps(config({ holdOut: 40 }), INFO)).toBe(7);
    expect(evaluationSteps(config({ stepsPerEpoch: 3 }), INFO)).toBe(3);
  });
});

describe('an evaluation', () => {
  it('is accepted where it fits', () => {
    expect(() => assertEvaluationFits(config({ stepsPerEpoch: 12, testImages: 10 }), INFO)).not.toThrow();
  });

  it.each([
    [{ batch: 128 }, 'batch must be at most the 100 training images'],
    [{ stepsPerEpoch: 13 }, 'stepsPerEpoch must be at most the 12 batches'],
    [{ testImages: 11 }, 'testImages must be at most the 10 test images'],
    [{ holdOut: 100 }, 'holdOut must be at most the 99 of the 100 training images'],
    [{ stem: 'imagenet' as const }, '32×32 pixels cannot be halved by the imagenet stem'],
    [{ genotype: 'nothing' }, 'Genotype, line 1'],
  ])('with %j is refused with the bound', (knobs, message) => {
    expect(() => assertEvaluationFits(config(knobs), INFO)).toThrow(message);
  });

  it('with an auxiliary head needs maps that it can stand on', () => {
    const small = datasetInfo({ train: 100, test: 10, side: 28 });
    expect(() => assertEvaluationFits(config({}), small)).toThrow('7×7 maps');
    expect(() => assertEvaluationFits(config({ auxiliary: false }), small)).not.toThrow();
  });
});
