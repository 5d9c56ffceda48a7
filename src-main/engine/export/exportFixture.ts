/** What the tests of exports share: small networks, with weights that all matter. */
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import { PUBLISHED_GENOTYPES, publishedGenotype } from '../../../src-shared/genotype/published.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { seededRandom } from '../../../src-shared/random.ts';
import { OPERATIONS } from '../../../src-shared/space/spaces.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import type { ExportedNetwork, ExportedWeights } from './exportedNetwork.ts';
import { networkTensors } from './networkLayers.ts';

export function testNetwork(changes: Partial<ExportedNetwork> = {}): ExportedNetwork {
  const classes = changes.classes ?? 10;
  return {
    name: 'small',
    about: 'Not trained: a network of a test.',
    genotype: publishedGenotype('c10_s5_ms'),
    channels: 4,
    layers: 3,
    stem: 'cifar',
    height: 16,
    width: 16,
    inputChannels: 3,
    classes,
    mean: [0.5, 0.25, 0.125],
    std: [1, 0.5, 0.25],
    classNames: Array.from({ length: classes }, (_, index) => `class ${index}`),
    ...changes,
  };
}

/** Random weights and statistics; variances and scales are about 1. */
export function testWeights(network: ExportedNetwork): ExportedWeights {
  return new Map(
    [...networkTensors(network)].map(([name, shape], index) => {
      const [low, high] = name.endsWith('running_var') ? [0.5, 1.5] : [-0.5, 0.6];
      return [name, { shape, data: seededRandom(1, index).uniforms(sizeOf(shape), low, high) }];
    }),
  );
}

/** The published genotypes that fit DARTS's cell. */
export function fittingGenotypes(): readonly { name: string; genotype: Genotype }[] {
  return PUBLISHED_GENOTYPES.flatMap(({ name }) => {
    try {
      return [{ name, genotype: publishedGenotype(name) }];
    } catch (error) {
      if (error instanceof PlateauError) return [];
      throw error;
    }
  });
}

/** Genotypes in which every operation but noise stands on each edge of both cells in turn; one for each. */
export function everyOperation(): readonly Genotype[] {
  const operations = OPERATIONS.filter((name) => name !== 'noise');
  const inputs = [0, 1, 0, 2, 1, 3, 4, 0];
  const cell = (shift: number) =>
    inputs.map((input, k) => ({ operation: operations[(k + shift) % operations.length]!, input }));
  return operations.map((_, shift) => ({
    normal: cell(shift),
    normalConcat: [2, 4, 5],
    reduce: cell(shift + 5),
    reduceConcat: [3, 5],
  }));
}

/**
 * Dropped edges as Fair DARTS leaves them and two edges from one state as GDAS has them: a first node and an
 * inner one without edges, both read again, and nodes of the reduction cell that nodes alone lead to.
 */
export function sparseGenotype(): Genotype {
  return parseGenotype(
    `Genotype(normal=[('sep_conv_3x3', 3, 0), ('skip_connect', 3, 0), ('dil_conv_3x3', 4, 2), ('max_pool_3x3', 5, 3)],
      normal_concat=range(2, 6),
      reduce=[('skip_connect', 2, 1), ('max_pool_3x3', 2, 1), ('dil_conv_5x5', 4, 2), ('dil_conv_3x3', 4, 2), ('sep_conv_3x3', 5, 3), ('avg_pool_3x3', 5, 0)],
      reduce_concat=[3, 4, 5])`,
  );
}
