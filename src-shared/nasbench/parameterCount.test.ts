import { describe, expect, it } from 'vitest';
import type { NasbenchCell } from './cell.ts';
import { nasbenchParameterCount } from './parameterCount.ts';
import type { NasbenchOperation } from './spaces.ts';

/** Three nodes side by side between input and output. */
function sideBySide(
  ...nodes: readonly [NasbenchOperation, NasbenchOperation, NasbenchOperation]
): NasbenchCell {
  const matrix = [
    [0, 1, 1, 1, 0],
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0],
  ];
  return { matrix, operations: ['input', ...nodes, 'output'] };
}

/** A 1×1 convolution with its batch norm, on `channels` channels, in the three cells of a stack. */
const inStack = (channels: number): number => 3 * (channels * channels + 2 * channels);

describe('the weights of the network of a cell', () => {
  const pools = nasbenchParameterCount(sideBySide('maxpool3x3', 'maxpool3x3', 'maxpool3x3'));

  it('are those of stem, projections and classifier when the cell is one edge', () => {
    const stem = 3 * 3 * 3 * 128 + 2 * 128;
    const first = 3 * (128 * 128 + 2 * 128);
    const second = 128 * 256 + 2 * 256 + 2 * (256 * 256 + 2 * 256);
    const third = 256 * 512 + 2 * 512 + 2 * (512 * 512 + 2 * 512);
    const edge: NasbenchCell = {
      matrix: [
        [0, 1],
        [0, 0],
      ],
      operations: ['input', 'output'],
    };
    expect(nasbenchParameterCount(edge)).toBe(stem + first + second + third + 512 * 10 + 10);
    expect(pools).toBe(nasbenchParameterCount(edge));
  });

  it('share the channels of the output, the first nodes with one more', () => {
    const first = nasbenchParameterCount(sideBySide('conv1x1-bn-relu', 'maxpool3x3', 'maxpool3x3'));
    const last = nasbenchParameterCount(sideBySide('maxpool3x3', 'maxpool3x3', 'conv1x1-bn-relu'));
    expect(first - pools).toBe(inStack(43) + inStack(86) + inStack(171));
    expect(last - pools).toBe(inStack(42) + inStack(85) + inStack(170));
  });

  it('give a node that only leads to another as many channels as that one', () => {
    const chain = (operation: NasbenchOperation): NasbenchCell => ({
      matrix: [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
      ],
      operations: ['input', operation, 'maxpool3x3', 'output'],
    });
    const more =
      nasbenchParameterCount(chain('conv1x1-bn-relu')) - nasbenchParameterCount(chain('maxpool3x3'));
    expect(more).toBe(inStack(128) + inStack(256) + inStack(512));
  });

  it('are not counted without a path from input to output', () => {
    const cut: NasbenchCell = {
      matrix: [
        [0, 0],
        [0, 0],
      ],
      operations: ['input', 'output'],
    };
    expect(() => nasbenchParameterCount(cut)).toThrow('No path leads');
  });
});
