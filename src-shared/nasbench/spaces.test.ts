import { describe, expect, it } from 'vitest';
import { alphaTensors, NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from './spaces.ts';

describe('a space of NAS-Bench-1Shot1', () => {
  it.each(NASBENCH_SPACE_NAMES)('%s has the nine edges that a cell of NAS-Bench-101 may have', (name) => {
    expect(NASBENCH_SPACES[name].parents.reduce((sum, count) => sum + count, 0)).toBe(9);
  });

  it.each([
    ['nb1shot1-1', { mixed_op: [4, 3], output: [1, 5], 'inputs.3': [1, 3], 'inputs.4': [1, 4] }, 24],
    [
      'nb1shot1-2',
      { mixed_op: [4, 3], output: [1, 5], 'inputs.2': [1, 2], 'inputs.3': [1, 3], 'inputs.4': [1, 4] },
      26,
    ],
    [
      'nb1shot1-3',
      {
        mixed_op: [5, 3],
        output: [1, 6],
        'inputs.2': [1, 2],
        'inputs.3': [1, 3],
        'inputs.4': [1, 4],
        'inputs.5': [1, 5],
      },
      35,
    ],
  ] as const)('%s has the alpha tensors of the authors, in their order', (name, tensors, numbers) => {
    const found = alphaTensors(NASBENCH_SPACES[name]);
    expect(found.map((tensor) => [tensor.name, tensor.shape])).toEqual(Object.entries(tensors));
    expect(found.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0)).toBe(numbers);
  });
});
