/** The supernet's size, what it refuses, and the compiled step against the same nodes run one by one. */
import { describe, expect, it } from 'vitest';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { type SpaceName, SPACES } from '../../src-shared/space/spaces.ts';
import { METHODS } from '../../src-main/engine/methods/registry.ts';
import { initialState } from '../../src-main/engine/search/initialState.ts';
import { drawnMasks } from '../../src-main/engine/supernet/drops.ts';
import { Scheduled } from '../../src-main/engine/search/scheduled.ts';
import { drawnNoise } from '../../src-main/engine/supernet/noise.ts';
import { SearchState, statePrograms } from '../../src-main/engine/search/state.ts';
import { buildStep } from '../../src-main/engine/search/step.ts';
import type { SupernetSpec } from '../../src-main/engine/supernet/spec.ts';
import { supernet } from '../../src-main/engine/supernet/network.ts';
import { runEagerly } from '../../src-main/engine/tensorflow/eager.ts';
import { sizeOf, type Value } from '../../src-main/engine/tensorflow/graph.ts';
import { GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';

function spec(space: SpaceName, channels: number, layers: number, size = 32, classes = 10): SupernetSpec {
  return { space: SPACES[space], channels, layers, height: size, width: size, inputChannels: 3, classes };
}

describe('supernet', () => {
  it.each([
    ['s1', 16, 8, 405_146],
    ['s2', 16, 8, 665_466],
    ['s3', 16, 8, 665_466],
    ['s4', 16, 8, 624_506],
    ['s5', 16, 8, 1_930_618],
    ['s5', 8, 5, 394_210],
    ['s4', 4, 3, 18_550],
  ] as const)(
    '%s with %i channels and %i cells has the authors’ %i weights',
    (space, channels, layers, weights) => {
      expect(supernet(spec(space, channels, layers)).parameters.size).toBe(weights);
    },
  );

  it('has the authors’ 1,953,748 weights for 100 classes', () => {
    expect(supernet(spec('s5', 16, 8, 32, 100)).parameters.size).toBe(1_953_748);
  });

  it('refuses images that its reductions cannot halve', () => {
    expect(() => supernet(spec('s5', 4, 3, 30))).toThrow('30×30 pixels cannot be halved');
  });
});

describe.each(['ms-darts', 'sdarts-adv'] as const)('a compiled step of %s', (method) => {
  const net = supernet(spec('s3', 2, 3, 8));
  const config = searchConfigSchema.parse({
    method,
    space: 's3',
    channels: 2,
    layers: 3,
    batch: 2,
    attackSteps: 2,
  });
  const builder = new GraphBuilder();
  const state = new SearchState(builder, net);
  const draws = buildStep(builder, state, {
    net,
    method: METHODS[method],
    config,
    noise: drawnNoise(builder),
    scheduled: new Scheduled(builder, config),
    masks: drawnMasks(builder),
  });
  const start = initialState(net, 3);
  const numbers = (count: number, size: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => size * Math.sin(7 * i + 1));

  const feeds = (alphaOn: boolean): Record<string, Numbers> => ({
    'train.x': numbers(2 * 8 * 8 * 3, 1),
    'train.y': Int32Array.of(3, 7),
    'validation.x': numbers(2 * 8 * 8 * 3, 1.5),
    'validation.y': Int32Array.of(1, 0),
    'alpha.on': Int32Array.of(alphaOn ? 1 : 0),
    'alpha.learningRate': Float32Array.of(0.01),
    'adam.correction1': Float32Array.of(0.5),
    'adam.correction2': Float32Array.of(0.001),
    epsilon: Float32Array.of(0.25),
    learningRate: Float32Array.of(0.025),
    ...Object.fromEntries([...draws].map(([name, { shape }]) => [name, numbers(sizeOf(shape), 0.25)])),
  });

  it.each([true, false])('gives what its nodes give one by one (α step: %s)', (alphaOn) => {
    const outputs = ['step.loss', 'step.gradNorm', 'A.normal'];
    const session = new Session(builder, [{ outputs }, ...statePrograms(net)]);
    session.run(Object.fromEntries(Object.entries(start).map(([name, data]) => [`load.${name}`, data])), [
      'loaded',
    ]);
    const compiled = session.run(feeds(alphaOn), outputs);
    const after = session.run({}, ['state.w', 'state.alpha.normal', 'state.mean']);
    session.dispose();

    const variables = new Map(Object.entries(start).map(([name, data]) => [`state/${name}`, data]));
    const wanted = outputs.map((name) => builder.outputs.get(name)!.values[0]!);
    const fed = new Map<Value, Numbers>(
      Object.entries(feeds(alphaOn)).map(([name, data]) => [builder.inputs.get(name)!.values[0]!, data]),
    );
    const [loss, gradNorm, A] = runEagerly(wanted, fed, variables);
    const agree = (a: Numbers | undefined, b: Numbers | undefined, tolerance: number): void => {
      expect(a?.length).toBe(b?.length);
      a?.forEach((value, i) => expect(Math.abs(value - b![i]!)).toBeLessThan(tolerance));
    };
    agree(compiled['step.loss'], loss, 1e-5);
    agree(compiled['step.gradNorm'], gradNorm, 1e-4);
    agree(compiled['A.normal'], A, 1e-5);
    agree(after['state.w'], variables.get('state/w'), 1e-4);
    agree(after['state.mean'], variables.get('state/mean'), 1e-4);
    agree(after['state.alpha.normal'], variables.get('state/alpha.normal'), 1e-4);
    const moved = after['state.alpha.normal'].some((value, i) => value !== start['alpha.normal']![i]);
    expect(moved).toBe(alphaOn);
  });
});
