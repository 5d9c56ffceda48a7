/**
 * The evaluation network layer by layer: cells, reductions and names are those of DARTS's `model.py`
 * (arXiv 1806.09055), whose state dicts it shares. It is written apart from the engine's own network, so
 * that comparing logits compares two readings of the same rules.
 */
import { concatOf, EDGES_PER_NODE, isKept } from '../../../src-shared/genotype/types.ts';
import { type CellType, NODES, type OperationName } from '../../../src-shared/space/spaces.ts';
import { reductionCells } from '../supernet/reductions.ts';
import { type Shape, sameShape } from '../tensorflow/graph.ts';
import { Blocks } from './blocks.ts';
import type { ExportedNetwork, ExportedWeights } from './exportedNetwork.ts';
import type { Layers, Stride } from './layers.ts';
import { OPERATION_LAYERS, STEM_LAYERS } from './operationLayers.ts';

interface CellShape {
  readonly index: number;
  readonly type: CellType;
  readonly previousPrevious: number;
  readonly previous: number;
  readonly channels: number;
  readonly afterReduction: boolean;
}

function cellLayers<V>(blocks: Blocks<V>, { genotype }: ExportedNetwork, cell: CellShape, s0: V, s1: V): V {
  const { index, type, previousPrevious, previous, channels, afterReduction } = cell;
  const name = `cells.${index}`;
  const states = [
    afterReduction
      ? blocks.factorizedReduce(`${name}.preprocess0`, s0, previousPrevious, channels)
      : blocks.reluConvBatchNorm(`${name}.preprocess0`, s0, previousPrevious, channels),
    blocks.reluConvBatchNorm(`${name}.preprocess1`, s1, previous, channels),
  ];
  const written = (k: number, operation: OperationName): V => {
    const { input } = genotype[type][k]!;
    const stride: Stride = type === 'reduce' && input < 2 ? 2 : 1;
    return OPERATION_LAYERS[operation](blocks, `${name}._ops.${k}`, states[input]!, channels, stride);
  };
  for (let node = 0; node < NODES; node++) {
    const first = node * EDGES_PER_NODE;
    const kept = [first, first + 1].flatMap((k) => {
      const edge = genotype[type][k]!;
      return isKept(edge) ? [written(k, edge.operation)] : [];
    });
    const [a = written(first, 'none'), b] = kept;
    states.push(b === undefined ? a : blocks.layers.add(`${name}.states.${node + 2}`, a, b));
  }
  return blocks.layers.concat(
    name,
    concatOf(genotype, type).map((state) => states[state]!),
  );
}

function writeNetwork<V>(network: ExportedNetwork, blocks: Blocks<V>, images: V): V {
  const { genotype, layers: count, classes } = network;
  const stem = STEM_LAYERS[network.stem](blocks, network, images);
  let { s0, s1, afterReduction } = stem;
  let [previousPrevious, previous, channels] = [stem.channels, stem.channels, network.channels];
  const reductions = reductionCells(count);
  for (let index = 0; index < count; index++) {
    const type = reductions.includes(index) ? 'reduce' : 'normal';
    if (type === 'reduce') channels *= 2;
    const shape = { index, type, previousPrevious, previous, channels, afterReduction } as const;
    [s0, s1] = [s1, cellLayers(blocks, network, shape, s0, s1)];
    const outputs = channels * concatOf(genotype, type).length;
    [previousPrevious, previous, afterReduction] = [previous, outputs, type === 'reduce'];
  }
  return blocks.classifier('classifier', s1, previous, classes);
}

/** Writes the network with its weights from `images` to logits [N, classes]; weights that are missing, too many or of another shape are a defect. */
export function networkLayers<V>(
  network: ExportedNetwork,
  weights: ExportedWeights,
  layers: Layers<V>,
  images: V,
): V {
  const used = new Set<string>();
  const blocks = new Blocks(layers, (name, shape) => {
    const tensor = weights.get(name);
    if (!tensor) throw new Error(`no weights "${name}"`);
    if (!sameShape(tensor.shape, shape))
      throw new Error(`weights "${name}" are [${tensor.shape.join()}], not [${shape.join()}]`);
    used.add(name);
    return tensor;
  });
  const logits = writeNetwork(network, blocks, images);
  const unused = [...weights.keys()].find((name) => !used.has(name));
  if (unused !== undefined) throw new Error(`weights "${unused}" belong to no layer`);
  return logits;
}

const NOTHING: Layers<null> = {
  convolution: () => null,
  batchNorm: () => null,
  relu: () => null,
  maxPool: () => null,
  averagePool: () => null,
  zeros: () => null,
  shifted: () => null,
  add: () => null,
  concat: () => null,
  classifier: () => null,
};

/** Names and shapes of all weights and running statistics, in the order of the layers. */
export function networkTensors(network: ExportedNetwork): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const record = new Blocks(NOTHING, (name, shape) => {
    shapes.set(name, shape);
    return { shape, data: new Float32Array(0) };
  });
  writeNetwork(network, record, null);
  return shapes;
}
