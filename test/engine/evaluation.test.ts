/** Evaluation networks: their sizes, that they learn, and that drop path leaves out what it is told to. */
import { describe, expect, it } from 'vitest';
import { evaluationCost } from '../../src-shared/genotype/evaluationCost.ts';
import { genotypeToPython } from '../../src-shared/genotype/print.ts';
import { PUBLISHED_GENOTYPES, publishedGenotype } from '../../src-shared/genotype/published.ts';
import { parseGenotype } from '../../src-shared/genotype/parse.ts';
import { seededRandom } from '../../src-shared/random.ts';
import { evalConfigSchema, STEMS } from '../../src-shared/run/evalConfig.ts';
import { sparseGenotype } from '../../src-main/engine/export/exportFixture.ts';
import { CompiledEvaluation } from '../../src-main/engine/evaluation/compiledEvaluation.ts';
import { initialEvaluation } from '../../src-main/engine/evaluation/evaluationState.ts';
import { evaluationNetwork } from '../../src-main/engine/evaluation/network.ts';

function fits({ text }: { readonly text: string }): boolean {
  try {
    parseGenotype(text);
    return true;
  } catch {
    return false;
  }
}

const NAMES = PUBLISHED_GENOTYPES.filter(fits).map(({ name }) => name);
const SIDES = { cifar: 32, imagenet: 224 } as const;

describe.each(STEMS)('the network with the %s stem', (stem) => {
  const side = SIDES[stem];
  const network = { channels: 16, layers: 14, classes: 10, stem, auxiliary: true } as const;

  it.each(NAMES)('of %s has as many parameters as are counted cell by cell', (name) => {
    const genotype = publishedGenotype(name);
    const image = { height: side, width: side, inputChannels: 3 };
    const { parameters, auxiliarySize } = evaluationNetwork({ ...network, ...image, genotype });
    const cost = evaluationCost(genotype, { ...network, size: side });
    expect(auxiliarySize).toBe(cost.auxiliaryParameters);
    expect(parameters.size - auxiliarySize).toBe(cost.parameters);
  });
});

const SETTINGS = { learningRate: 0.05, noiseSeed: [1, 2] } as const;
const all = (count: number): Float32Array => new Float32Array(count).fill(1);

function compiled(knobs: object, side = 32) {
  const genotype = genotypeToPython(publishedGenotype('c10_s5_ms'));
  const sizes = { channels: 4, layers: 4, batch: 4 };
  const config = evalConfigSchema.parse({ kind: 'evaluation', genotype, ...sizes, ...knobs });
  const evaluation = new CompiledEvaluation(config, { height: side, width: side, channels: 3 }, 10);
  evaluation.load(initialEvaluation(evaluation.net.parameters, 3));
  const random = seededRandom(1);
  const images = { x: random.uniforms(4 * side * side * 3, -1, 1), y: Int32Array.of(0, 1, 2, 3) };
  return { evaluation, images };
}

describe.each([
  ['cifar', { labelSmoothing: 0.1 }, 32],
  ['cifar, computing its cells twice', { memory: 'lean' }, 32],
  ['imagenet', { stem: 'imagenet', auxiliary: false }, 64],
  ['cifar, dropped edges', { genotype: genotypeToPython(sparseGenotype()), labelSmoothing: 0.1 }, 32],
])('an evaluation (%s)', (_, knobs, side) => {
  const { evaluation, images } = compiled(knobs, side);

  it('learns its batch', () => {
    const step = () => evaluation.step(images, { ...SETTINGS, dropPath: 0, kept: all });
    const first = step();
    for (let i = 0; i < 15; i++) step();
    const last = step();
    expect(last.loss).toBeLessThan(0.8 * first.loss);
    expect(first.auxiliaryLoss === undefined).toBe(side === 64);
  });

  it('tests images with the running statistics: an image’s result does not depend on the others', () => {
    const { losses, hits5 } = evaluation.test(images, SETTINGS.noiseSeed);
    const size = side * side * 3;
    const others = { x: images.x.slice(), y: images.y };
    others.x.fill(0.5, size);
    const again = evaluation.test(others, SETTINGS.noiseSeed);
    expect(again.losses[0]).toBeCloseTo(losses[0]!, 4);
    expect(again.losses[1]).not.toBeCloseTo(losses[1]!, 4);
    expect(hits5).toHaveLength(4);
  });
});

describe('drop path', () => {
  it('with every branch of an image left out gives that image what the identities and biases leave', () => {
    const { evaluation, images } = compiled({ dropPath: 0.5 });
    const before = evaluation.read();
    const lossWith = (kept: (count: number) => Float32Array): number => {
      evaluation.load(before);
      return evaluation.step(images, { ...SETTINGS, dropPath: 0.5, kept }).loss;
    };
    const none = lossWith((count) => new Float32Array(count));
    expect(lossWith((count) => new Float32Array(count))).toBeCloseTo(none, 5);
    expect(Math.abs(lossWith(all) - none)).toBeGreaterThan(1e-3);
  });

  it('takes no masks where there is nothing to drop', () => {
    const { evaluation, images } = compiled({ dropPath: 0 });
    const feeds = evaluation.feeds(images, { ...SETTINGS, dropPath: 0, kept: all });
    expect(Object.keys(feeds)).not.toContain('dropPath.kept');
  });
});
