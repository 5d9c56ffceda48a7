import { expect, it } from 'vitest';
import { NASBENCH_SPACES } from '../../../src-shared/nasbench/spaces.ts';
import { SPACES } from '../../../src-shared/space/spaces.ts';
import { supernet } from '../supernet/network.ts';
import { judged, learningParameters, startOles, stateSchema } from './operationStopping.ts';

const net = supernet({
  space: SPACES.s2,
  channels: 4,
  layers: 3,
  height: 8,
  width: 8,
  inputChannels: 3,
  classes: 4,
});
const names = net.parameters.parameters.map(({ name }) => name);
/** The separable convolution of an edge of the first cell: four parameter tensors. */
const FIRST = 'cells.0._ops.0._ops.1';
const knobs = { olesWindow: 3, olesThreshold: 0.4 };

/** Cosines of all parameters: `value` in general, `own` for the tensors of one operation. */
const cosines = (value: number, own: Readonly<Record<string, readonly number[]>> = {}): number[] => {
  const left = new Map(Object.entries(own).map(([name, values]) => [name, [...values]]));
  return names.map((name) => {
    const operation = [...left.keys()].find((each) => name.startsWith(`${each}.`));
    return (operation !== undefined && left.get(operation)!.shift()) || value;
  });
};
const after = (steps: readonly (readonly number[])[], from = startOles()) =>
  steps.reduce<ReturnType<typeof startOles>>((state, step) => judged(state, step, net, knobs), from);

it('an operation whose gradients disagree over the window is frozen, the others go on', () => {
  const step = cosines(0.9, { [FIRST]: [0.3, 0.5, 0.2, 0.4] });
  expect(after([step, step]).frozen).toEqual([]);
  const state = after([step, step, step]);
  expect(state.frozen).toEqual([FIRST]);
  const learns = learningParameters(state, net);
  names.forEach((name, index) => expect(learns[index]).toBe(name.startsWith(`${FIRST}.`) ? 0 : 1));
});

it('the mean over the window decides, not one step, and a new window begins after it', () => {
  const [low, high] = [cosines(0.9, { [FIRST]: [0.1, 0.1, 0.1, 0.1] }), cosines(0.9)];
  expect(after([low, high, high]).frozen).toEqual([]);
  expect(after([high, high, high, low, low]).frozen).toEqual([]);
  expect(after([high, high, high, low, low, high]).frozen).toEqual([FIRST]);
});

it('a mean at the threshold learns on', () => {
  const half = { olesWindow: 1, olesThreshold: 0.5 };
  expect(judged(startOles(), cosines(0.5), net, half).frozen).toEqual([]);
});

it('steps without a gradient to compare do not count', () => {
  const [nothing, low] = [cosines(Number.NaN), cosines(0.1)];
  expect(after([nothing, nothing, nothing, nothing])).toEqual(startOles());
  expect(after([nothing, low, nothing, low, nothing]).frozen).toEqual([]);
  expect(after([nothing, low, nothing, low, nothing, low]).frozen).not.toEqual([]);
});

it('a frozen operation stays frozen', () => {
  const low = cosines(0.9, { [FIRST]: [0.1, 0.1, 0.1, 0.1] });
  const frozen = after([low, low, low]);
  expect(
    after(
      [1, 2, 3, 4, 5, 6].map(() => cosines(1)),
      frozen,
    ).frozen,
  ).toEqual([FIRST]);
});

it('only convolutions are judged: no skip connection, stem, preprocessing or classifier', () => {
  const { frozen } = after([1, 2, 3].map(() => cosines(-1)));
  const s2 = Array.from({ length: 3 * 14 }, (_, i) => `cells.${Math.floor(i / 14)}._ops.${i % 14}._ops.1`);
  expect(frozen.toSorted()).toEqual(s2.toSorted());
});

it('of operations on nodes both convolutions are judged, in every cell, and nothing else', () => {
  const nodes = supernet({
    space: NASBENCH_SPACES['nb1shot1-1'],
    ...{ channels: 4, layers: 3, height: 8, width: 8, inputChannels: 3, classes: 4 },
  });
  const low = nodes.parameters.parameters.map(() => -1);
  const state = [1, 2, 3].reduce((sofar) => judged(sofar, low, nodes, knobs), startOles());
  const expected = [0, 1, 2].flatMap((cell) =>
    [0, 1, 2, 3].flatMap((node) =>
      [1, 2].map((k) => `cells.${cell}._choice_blocks.${node}.mixed_op._ops.${k}`),
    ),
  );
  expect(state.frozen.toSorted()).toEqual(expected.toSorted());
});

it('the state goes through JSON', () => {
  const state = after([cosines(0.1), cosines(0.9, { [FIRST]: [0, 0.2, 0.1, 0.3] })]);
  const read = stateSchema.parse(JSON.parse(JSON.stringify(state)));
  expect(read).toEqual(state);
  expect(after([cosines(0.3)], read)).toEqual(after([cosines(0.3)], state));
});
