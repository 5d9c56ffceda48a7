/**
 * Weights of the network that NAS-Bench-101 trained for a cell (google-research/nasbench@b942470:
 * lib/model_builder.py): a 3×3 stem of 128 channels, three stacks of three cells, channels doubled before the
 * second and the third, global average pool, ten classes.
 */
import { PlateauError } from '../errors.ts';
import { prunedCell, type NasbenchCell } from './cell.ts';

const STEM_CHANNELS = 128;
const STACKS = 3;
const CELLS_PER_STACK = 3;
const CLASSES = 10;

/** Kernel, scale and shift of a convolution that a batch norm follows. */
const convolution = (kernel: number, input: number, output: number): number =>
  kernel * kernel * input * output + 2 * output;

/** Weights of an operation on `channels` channels. */
const OPERATION_WEIGHTS: Readonly<Record<NasbenchCell['operations'][number], (channels: number) => number>> =
  {
    input: () => 0,
    maxpool3x3: () => 0,
    'conv1x1-bn-relu': (channels) => convolution(1, channels, channels),
    'conv3x3-bn-relu': (channels) => convolution(3, channels, channels),
    output: () => 0,
  };

/**
 * Channels of every vertex. Nodes that lead to the output share its channels evenly, the first of them get
 * the rest; any other node has as many as the widest node it leads to.
 */
function vertexChannels({ matrix }: NasbenchCell, input: number, output: number): number[] {
  const last = matrix.length - 1;
  const toOutput = (vertex: number): boolean => vertex > 0 && matrix[vertex]![last] === 1;
  const sharing = [...matrix.keys()].filter(toOutput);
  const channels = [input, ...new Array<number>(last - 1).fill(0), output];
  for (const [place, vertex] of sharing.entries())
    channels[vertex] = Math.floor(output / sharing.length) + (place < output % sharing.length ? 1 : 0);
  for (let vertex = last - 1; vertex > 0; vertex--)
    if (!toOutput(vertex))
      channels[vertex] = Math.max(...channels.filter((_, to) => to < last && matrix[vertex]![to] === 1));
  return channels;
}

/** Every edge from the input is a 1×1 convolution, since channels change there. */
function cellWeights(cell: NasbenchCell, input: number, output: number): number {
  const channels = vertexChannels(cell, input, output);
  return channels
    .map(
      (width, vertex) =>
        OPERATION_WEIGHTS[cell.operations[vertex]!](width) +
        (cell.matrix[0]![vertex] === 1 ? convolution(1, input, width) : 0),
    )
    .reduce((sum, weights) => sum + weights, 0);
}

/** Trainable weights of the benchmark's network. */
export function nasbenchParameterCount(cell: NasbenchCell): number {
  const pruned = prunedCell(cell);
  if (!pruned)
    throw new PlateauError(
      'No path leads from the input of the cell to its output, so it has no network.',
      'Give a cell whose output is computed from its input.',
    );
  let weights = convolution(3, 3, STEM_CHANNELS);
  let channels = STEM_CHANNELS;
  for (let stack = 0; stack < STACKS; stack++)
    for (let cellIndex = 0; cellIndex < CELLS_PER_STACK; cellIndex++) {
      const output = stack > 0 && cellIndex === 0 ? channels * 2 : channels;
      weights += cellWeights(pruned, channels, output);
      channels = output;
    }
  return weights + channels * CLASSES + CLASSES;
}
