/** Every method on every space: its step can be recorded, and one step of it runs and learns. */
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES } from '../../src-shared/methods/names.ts';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { SPACE_NAMES, SPACES } from '../../src-shared/space/spaces.ts';
import { METHODS } from '../../src-main/engine/methods/registry.ts';
import { CompiledSearch, type Images } from '../../src-main/engine/search/compiledSearch.ts';
import { initialState } from '../../src-main/engine/search/initialState.ts';
import { drawnNoise } from '../../src-main/engine/supernet/noise.ts';
import { SearchState } from '../../src-main/engine/search/state.ts';
import { buildStep } from '../../src-main/engine/search/step.ts';
import { supernet } from '../../src-main/engine/supernet/network.ts';
import { GraphBuilder } from '../../src-main/engine/tensorflow/session.ts';
import { seededRandom } from '../../src-shared/random.ts';

const SIZES = { channels: 2, layers: 3, batch: 4 } as const;
const IMAGE = { height: 8, width: 8, channels: 3 } as const;
const PAIRS = METHOD_NAMES.flatMap((method) => SPACE_NAMES.map((space) => ({ method, space })));

describe('recording a step', () => {
  it.each(PAIRS)('$method on $space', ({ method, space }) => {
    const config = searchConfigSchema.parse({ method, space, ...SIZES });
    const net = supernet({
      space: SPACES[space],
      channels: 2,
      layers: 3,
      height: 8,
      width: 8,
      inputChannels: 3,
      classes: 10,
    });
    const builder = new GraphBuilder();
    const spec = { net, method: METHODS[method], config, noise: drawnNoise(builder) };
    const uniforms = buildStep(builder, new SearchState(builder, net), spec);
    expect(builder.outputs.has('step.loss')).toBe(true);
    expect(uniforms.size).toBe(METHODS[method].perturb ? 2 : 0);
  });
});

describe.each(METHOD_NAMES)('a search with %s', (method) => {
  it('learns its batch, and moves the alphas only when asked to', () => {
    const config = searchConfigSchema.parse({ method, space: 's2', ...SIZES, curvature: 'off' });
    const compiled = new CompiledSearch(config, IMAGE, 4);
    compiled.load(initialState(compiled.net, 1));
    const random = seededRandom(1);
    const images: Images = { x: random.uniforms(4 * 8 * 8 * 3, -1, 1), y: Int32Array.of(0, 1, 2, 3) };
    const step = (alphaSteps: number | undefined): number =>
      compiled.step(images, images, {
        learningRate: 0.1,
        epsilon: 0.05,
        alphaSteps,
        uniforms: (_, count) => random.uniforms(count, -0.05, 0.05),
        noiseSeed: [1, 2],
        epoch: 1,
      }).loss;
    const before = compiled.alphas().normal;
    const losses = Array.from({ length: 12 }, () => step(undefined));
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    expect(compiled.alphas().normal).toEqual(before);
    step(1);
    expect(compiled.alphas().normal).not.toEqual(before);
    compiled.session.dispose();
  });
});
