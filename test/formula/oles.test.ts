/** What OLES compares, and that what it has stopped does not move. */
import { describe, expect, it } from 'vitest';
import { cosines, oles } from '../../src-main/engine/methods/oles.ts';
import { CompiledSearch, type Images, type StepResult } from '../../src-main/engine/search/compiledSearch.ts';
import { drawn } from '../../src-main/engine/search/draws.ts';
import { sizeOf } from '../../src-main/engine/tensorflow/graph.ts';
import { integers } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';
import { SMALL_IMAGE, smallConfig } from '../fixtures/smallSearch.ts';

it('the cosine of a part is 1 for equal, −1 for opposite, 0 for orthogonal gradients, none for one that is 0', () => {
  const builder = new GraphBuilder('float64');
  const ids = integers(builder.graph, [0, 0, 1, 1, 1, 2, 2, 3, 3]);
  builder.output('cosines', cosines(builder.input('a', [9]), builder.input('b', [9]), ids, 4));
  const feeds = {
    a: Float64Array.of(3, -1, 1, 2, 3, 1, 1, 0, 0),
    b: Float64Array.of(6, -2, -0.5, -1, -1.5, 1, -1, 5, 5),
  };
  const result = [...new Session(builder).run(feeds, ['cosines'])['cosines']];
  [1, -1, 0].forEach((expected, k) => expect(result[k]).toBeCloseTo(expected, 10));
  expect(result[3]).toBeNaN();
});

describe('a search', () => {
  const config = smallConfig('oles', 's2');
  const compiled = new CompiledSearch(config, SMALL_IMAGE, 4);
  const { parameters } = compiled.net.parameters;
  const OPERATION = 'cells.1._ops.4._ops.1';
  const images = (salt: number): Images => ({
    x: Float32Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => Math.sin(salt * (i + 1))),
    y: Int32Array.of(0, 1, 2, 3),
  });
  let count = 0;
  const step = (
    frozen: readonly string[],
    alphaSteps: number | undefined,
    validation = images(7),
  ): StepResult =>
    compiled.step(images(5), validation, {
      learningRate: 0.05,
      epsilon: 0,
      alphaSteps,
      draws: drawn(config, count, 0),
      noiseSeed: [1, count++],
      epoch: 1,
      fed: oles.rules!.feeds!({ windows: {}, frozen }, compiled.net),
    });
  const cosinesOf = ({ seen }: StepResult): number[] => [...seen['oles.cosines']!];
  const weights = (): Map<string, number[]> => {
    const { w } = compiled.read();
    let offset = 0;
    return new Map(
      parameters.map(({ name, shape }) => [name, [...w.subarray(offset, (offset += sizeOf(shape)))]]),
    );
  };
  const start = (): void => compiled.load(compiled.initialState(3));

  it('compares nothing before there is a gradient of both kinds', () => {
    start();
    expect(cosinesOf(step([], 1)).every(Number.isNaN)).toBe(true);
    expect(cosinesOf(step([], undefined)).every(Number.isNaN)).toBe(true);
    expect(cosinesOf(step([], 2)).every((each) => Math.abs(each) <= 1 + 1e-5)).toBe(true);
  });

  it('finds that the gradients of one batch at the same weights are equal', () => {
    start();
    const still = { ...compiled.initialState(3) };
    step([], undefined);
    const previous = compiled.read()['memory.previous']!;
    compiled.load({ ...still, 'memory.previous': previous });
    cosinesOf(step([], 1, images(5))).forEach((each) => expect(each).toBeCloseTo(1, 4));
  });

  it('does not move the weights of a frozen operation, neither by decay nor by momentum', () => {
    start();
    step([], 1);
    step([], 2);
    const before = weights();
    for (let k = 3; k < 6; k++) step([OPERATION], k);
    const after = weights();
    const stopped = parameters.filter(({ name }) => name.startsWith(`${OPERATION}.`));
    expect(stopped).toHaveLength(4);
    for (const { name } of parameters) {
      if (stopped.some((each) => each.name === name)) expect(after.get(name)).toEqual(before.get(name));
      else expect(after.get(name), name).not.toEqual(before.get(name));
    }
  });
});
