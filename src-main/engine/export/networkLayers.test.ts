import { describe, expect, it } from 'vitest';
import { evaluationCost } from '../../../src-shared/genotype/evaluationCost.ts';
import { evaluationNetwork } from '../evaluation/network.ts';
import { torchShape } from '../supernet/parameters.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import {
  everyOperation,
  fittingGenotypes,
  sparseGenotype,
  testNetwork,
  testWeights,
} from './exportFixture.ts';
import type { Layers } from './layers.ts';
import { networkLayers, networkTensors } from './networkLayers.ts';
import { onnxModel } from './onnx.ts';

function learned(shapes: ReadonlyMap<string, readonly number[]>): [string, readonly number[]][] {
  return [...shapes].filter(([name]) => !name.includes('running_')).sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('the layers of an exported network', () => {
  it.each(fittingGenotypes())('have as many weights as $name costs', ({ genotype }) => {
    const network = testNetwork({ genotype, channels: 36, layers: 20, height: 32, width: 32 });
    const sizes = learned(networkTensors(network)).map(([, shape]) => sizeOf(shape));
    const { parameters } = evaluationCost(genotype, { channels: 36, layers: 20, classes: 10 });
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(parameters);
  });

  it.each(['cifar', 'imagenet'] as const)(
    'have the names and shapes of the engine with the %s stem',
    (stem) => {
      for (const genotype of [...everyOperation(), sparseGenotype()]) {
        const network = testNetwork({ genotype, stem, layers: 5, height: 64, width: 64, classes: 7 });
        const { parameters } = evaluationNetwork({ ...network, auxiliary: false }).parameters;
        const theirs = new Map(parameters.map((parameter) => [parameter.name, torchShape(parameter)]));
        expect(learned(networkTensors(network))).toEqual(learned(theirs));
      }
    },
  );

  it('leave dropped edges out, and have zeros for a node without edges', () => {
    const network = testNetwork({ genotype: sparseGenotype() });
    const written: string[] = [];
    const layer = (name: string): string => {
      written.push(name);
      return name;
    };
    const layers: Layers<string> = {
      ...{ convolution: layer, batchNorm: layer, maxPool: layer, averagePool: layer, shifted: layer },
      ...{ add: layer, concat: layer, classifier: layer },
      zeros: (name) => layer(`zeros ${name}`),
      relu: (x) => x,
    };
    networkLayers(network, testWeights(network), layers, 'images');
    // Layers 1 and 2 of 3 are reductions. Node 0 of normal cells and node 1 of reductions have no edge.
    expect(written.filter((name) => name.startsWith('zeros'))).toEqual([
      'zeros cells.0._ops.0',
      'zeros cells.1._ops.2',
      'zeros cells.2._ops.2',
    ]);
    // Sums at the nodes with two edges only.
    expect(written.filter((name) => name.startsWith('cells.0.states'))).toEqual(['cells.0.states.3']);
  });

  it('refuse weights that are missing, of another shape, or of no layer', () => {
    const network = testNetwork();
    const weights = testWeights(network);
    const changed = (
      change: (all: Map<string, { shape: readonly number[]; data: Float32Array }>) => void,
    ) => {
      const all = new Map(weights);
      change(all);
      return () => onnxModel(network, all, '0');
    };
    expect(changed((all) => all.delete('stem.0.weight'))).toThrow('no weights "stem.0.weight"');
    expect(changed((all) => all.set('classifier.bias', { shape: [9], data: new Float32Array(9) }))).toThrow(
      'weights "classifier.bias" are [9], not [10]',
    );
    expect(changed((all) => all.set('x', { shape: [1], data: new Float32Array(1) }))).toThrow(
      'weights "x" belong to no layer',
    );
  });
});
