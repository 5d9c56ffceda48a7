/** What OLES compares, and that what it has stopped does not move. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-shared/random.ts';
import { AGREEMENTS, cosines } from '../../src-main/engine/methods/gradientAgreement.ts';
import { oles } from '../../src-main/engine/methods/oles.ts';
import { CompiledSearch, type Images, type StepResult } from '../../src-main/engine/search/compiledSearch.ts';
import { drawn } from '../../src-main/engine/search/draws.ts';
import { ParameterList, torchShape, toTorch } from '../../src-main/engine/supernet/parameters.ts';
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

type Form = 'definition' | 'code';

function agreements(
  form: Form,
  list: ParameterList,
  validation: Float64Array,
  previous: Float64Array,
): number[] {
  const builder = new GraphBuilder('float64');
  const value = (name: string) => builder.input(name, [list.size]);
  builder.output('agreement', AGREEMENTS[form](value('validation'), value('previous'), list));
  return [...new Session(builder).run({ validation, previous }, ['agreement'])['agreement']];
}

it('code: is the cosine along the output channels of what the α step left, averaged over a tensor', () => {
  const list = new ParameterList();
  list.conv('pointwise', 1, 3, 4);
  list.depthwise('depthwise', 3, 5);
  list.conv('square', 3, 2, 3);
  const random = seededRandom(4);
  const [validation, previous] = [1, 2].map(() => Float64Array.from(random.uniforms(list.size, -1, 1)));
  const expected = list.parameters.map((parameter, index) => {
    const from = list.parameters.slice(0, index).reduce((total, { shape }) => total + sizeOf(shape), 0);
    const [v, p] = [validation!, previous!].map((flat) =>
      toTorch(parameter, flat.slice(from, from + sizeOf(parameter.shape))),
    );
    // PyTorch's layout: output channels first.
    const [outputs = 1] = torchShape(parameter);
    const lines = v!.length / outputs;
    const cosine = (line: number): number => {
      let [dot, a, b] = [0, 0, 0];
      for (let o = 0; o < outputs; o++) {
        const [x, y] = [v![o * lines + line]! + p![o * lines + line]!, p![o * lines + line]!];
        [dot, a, b] = [dot + x * y, a + x * x, b + y * y];
      }
      return dot / Math.sqrt(a * b);
    };
    return Array.from({ length: lines }, (_, line) => cosine(line)).reduce((a, b) => a + b, 0) / lines;
  });
  agreements('code', list, validation!, previous!).forEach((each, i) =>
    expect(each).toBeCloseTo(expected[i]!, 10),
  );
});

it('gradients that have nothing in common agree to 0 by the definition, to 1/√2 in the code; opposite ones to −1 and 0', () => {
  const list = new ParameterList();
  list.conv('only', 1, 2, 4);
  const found = (form: Form, validation: Float64Array): number =>
    agreements(form, list, validation, previous)[0]!;
  // Four output channels of two inputs: orthogonal along both lines.
  const previous = Float64Array.of(1, -1, 1, -1, 2, -2, 2, -2);
  const orthogonal = Float64Array.of(1, 1, -1, -1, 2, 2, -2, -2);
  const opposite = previous.map((each) => -each);
  expect(found('definition', orthogonal)).toBeCloseTo(0, 12);
  expect(found('code', orthogonal)).toBeCloseTo(Math.SQRT1_2, 12);
  expect(found('definition', opposite)).toBeCloseTo(-1, 12);
  expect(found('code', opposite)).toBeCloseTo(0, 12);
  expect(found('code', new Float64Array(8))).toBeNaN();
});

describe.each(['definition', 'code'] as const)('a search, agreement by %s', (olesForm) => {
  const config = { ...smallConfig('oles', 's2'), olesForm };
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
  const cosinesOf = ({ seen }: StepResult): number[] => [...seen['oles.agreement']!];
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
