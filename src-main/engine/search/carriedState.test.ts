import { expect, it } from 'vitest';
import { SPACES } from '../../../src-shared/space/spaces.ts';
import { supernet } from '../supernet/network.ts';
import { perCell } from '../supernet/perCell.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import { carriedState } from './carriedState.ts';
import { initialState } from './initialState.ts';

function net(active?: ActiveOperations, partial = 1) {
  const size = { channels: 8, layers: 3, height: 8, width: 8, inputChannels: 3, classes: 4 };
  return supernet({ space: SPACES.s2, ...size, partial, ...(active ? { active } : {}) });
}

/** The numbers of a parameter in a flat vector. */
function part({ parameters }: ReturnType<typeof net>, flat: Float32Array, name: string): number[] {
  let offset = 0;
  for (const parameter of parameters.parameters) {
    const end = offset + sizeOf(parameter.shape);
    if (parameter.name === name) return [...flat.slice(offset, end)];
    offset = end;
  }
  throw new Error(`no parameter ${name}`);
}

it('brings over by name what both supernets have', () => {
  const whole = net();
  const withoutSkips = net(perCell(() => SPACES.s2.operations.normal.map(() => [false, true])));
  const [before, initial] = [initialState(whole, 1), initialState(withoutSkips, 2)];
  before['alpha.normal']!.fill(0.25);
  before.variance.fill(3);
  const after = carriedState({ net: whole, state: before }, withoutSkips, initial);
  expect(after.w.length).toBe(initial.w.length);
  expect(after.w.length).toBeLessThan(before.w.length);
  for (const name of ['stem.0.weight', 'cells.1._ops.3._ops.1.op.5.weight', 'classifier.bias'])
    expect(part(withoutSkips, after.w, name)).toEqual(part(whole, before.w, name));
  expect(new Set(after.variance)).toEqual(new Set([3]));
  expect(after['alpha.normal']).toEqual(before['alpha.normal']);
});

it('keeps the numbers of a tensor that grows in its lower corner, the others as they start', () => {
  const [narrow, wide] = [net(undefined, 4), net(undefined, 2)];
  const [before, initial] = [initialState(narrow, 1), initialState(wide, 2)];
  const after = carriedState({ net: narrow, state: before }, wide, initial);
  const name = 'cells.0._ops.0._ops.1.op.2.weight';
  const [old, start, carried] = [
    part(narrow, before.w, name),
    part(wide, initial.w, name),
    part(wide, after.w, name),
  ];
  // 1×1 kernels [in, out]: 2×2 in the corner of 4×4.
  expect(carried).toEqual(
    start.map((value, i) => (i % 4 < 2 && i < 8 ? old[Math.floor(i / 4) * 2 + (i % 4)]! : value)),
  );
});
