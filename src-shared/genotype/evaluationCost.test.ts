import { describe, expect, it } from 'vitest';
import { evaluationCost } from './evaluationCost.ts';
import { auxiliaryFits } from './evaluationShape.ts';
import { publishedGenotype } from './published.ts';
import type { Genotype } from './types.ts';

/**
 * Counted by the authors' own code (aaron851113/MS-DARTS `sota/cnn/model.py` on CIFAR-10): parameters
 * without the auxiliary head, in millions; the same with it where it was counted; MACs of convolutions
 * and the linear layer, in millions.
 */
const AUTHORS = [
  ['c10_s5_ms', 36, 3.963862, 4.440288, 609.23],
  ['DARTS_V2', 36, 3.349342, 3.825768, 528.36],
  ['DARTS_V1', 36, 3.169414, 3.64584, 500.99],
  ['c10_s1_ms', 36, 3.165526, undefined, 495.65],
  ['c10_s3_ms', 36, 3.59191, undefined, 544.28],
  ['c10_s2_ms', 16, 0.928442, undefined, 143.53],
  ['c10_s4_ms', 16, 1.007738, undefined, 156.06],
  ['c10_s5_ms', 16, 0.845562, undefined, 132.82],
  ['DARTS_V2', 16, 0.710682, undefined, 114.57],
] as const;

/** Sums of the shapes in golden `eval_c10_s5_ms_c4_l5_r32.in.safetensors`: `w.*` without and with `auxiliary_head`. */
const GOLDEN = { parameters: 18_098, auxiliaryParameters: 410_890 };

const ONE_OPERATION: Genotype = {
  normal: Array.from({ length: 8 }, (_, index) => ({ operation: 'max_pool_3x3', input: index % 2 })),
  normalConcat: [2, 3, 4, 5],
  reduce: Array.from({ length: 8 }, (_, index) => ({ operation: 'max_pool_3x3', input: index % 2 })),
  reduceConcat: [2, 3, 4, 5],
};

describe('the cost of an evaluation network', () => {
  it.each(AUTHORS)(
    'of %s with %i channels and 20 cells is what the authors’ code counts',
    (name, channels, parameters, withHead, macs) => {
      const cost = evaluationCost(publishedGenotype(name), {
        channels,
        layers: 20,
        classes: 10,
        auxiliary: true,
      });
      expect(cost.parameters).toBe(Math.round(parameters * 1e6));
      expect((cost.macs / 1e6).toFixed(2)).toBe(macs.toFixed(2));
      if (withHead !== undefined)
        expect(cost.parameters + cost.auxiliaryParameters).toBe(Math.round(withHead * 1e6));
    },
  );

  it('is less by the operations of the edges that were dropped, and by nothing else', () => {
    const network = { channels: 4, layers: 5, classes: 10 };
    const genotype = publishedGenotype('c10_s5_ms');
    const dropped = {
      ...genotype,
      normal: genotype.normal.map((edge, k) => (k === 0 ? { ...edge, operation: 'none' as const } : edge)),
    };
    const [before, after] = [evaluationCost(genotype, network), evaluationCost(dropped, network)];
    // A 3×3 separable convolution in cells 0, 2 and 4: C 4, 8, 16 on maps of 32², 16², 8² pixels.
    const twice = [4, 8, 16].map((C) => 2 * (9 * C + C * C));
    expect(before.parameters - after.parameters).toBe(twice.reduce((a, b) => a + b) + 4 * (4 + 8 + 16));
    expect(before.macs - after.macs).toBe(twice[0]! * 1024 + twice[1]! * 256 + twice[2]! * 64);
  });

  it('of the golden network is the number of values in its tensors', () => {
    const network = { channels: 4, layers: 5, classes: 10, auxiliary: true };
    expect(evaluationCost(publishedGenotype('c10_s5_ms'), network)).toMatchObject(GOLDEN);
  });

  it('of DARTS on ImageNet has the 4.7 M parameters of its paper', () => {
    const network = { channels: 48, layers: 14, classes: 1000, size: 224, stem: 'imagenet' } as const;
    const { parameters } = evaluationCost(publishedGenotype('DARTS_V2'), network);
    expect((parameters / 1e6).toFixed(1)).toBe('4.7');
  });

  it('has no parameters of an auxiliary head where there is none', () => {
    const network = { channels: 4, layers: 5, classes: 10 };
    expect(evaluationCost(ONE_OPERATION, network).auxiliaryParameters).toBe(0);
  });

  it('grows by the stem’s and classifier’s weights with the channels of images and the classes', () => {
    const small = evaluationCost(ONE_OPERATION, { channels: 4, layers: 5, classes: 10, imageChannels: 1 });
    const large = evaluationCost(ONE_OPERATION, { channels: 4, layers: 5, classes: 11 });
    // Stem 3×3×2 more inputs×12; one class more on 4 nodes × 16 channels and its bias.
    expect(large.parameters - small.parameters).toBe(9 * 2 * 12 + 65);
  });

  it('counts the two halves of a 7×1·1×7 convolution at the sizes their strides leave', () => {
    const first = { ...ONE_OPERATION.reduce[0]!, operation: 'conv_7x1_1x7' } as const;
    const changed = { ...ONE_OPERATION, reduce: [first, ...ONE_OPERATION.reduce.slice(1)] };
    const network = { channels: 1, layers: 4, classes: 10 };
    const [before, after] = [evaluationCost(ONE_OPERATION, network), evaluationCost(changed, network)];
    // Reductions at cells 1 (C 2, 32→16) and 2 (C 4, 16→8).
    expect(after.parameters - before.parameters).toBe(2 * 7 * 4 + 4 + 2 * 7 * 16 + 8);
    expect(after.macs - before.macs).toBe(7 * 4 * (32 * 16 + 256) + 7 * 16 * (16 * 8 + 64));
  });

  it('refuses sizes that cannot be halved twice or bear no auxiliary head', () => {
    const network = { channels: 4, layers: 5, classes: 10 };
    expect(() => evaluationCost(ONE_OPERATION, { ...network, size: 30 })).toThrow(/multiples of 4/u);
    expect(() => evaluationCost(ONE_OPERATION, { ...network, size: 28, auxiliary: true })).toThrow(/28/u);
    expect([28, 32, 40, 44].map((side) => auxiliaryFits(side))).toEqual([false, true, true, false]);
  });
});
