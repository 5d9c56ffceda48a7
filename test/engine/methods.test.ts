/** A step of every method runs and learns, in each kind of space that it goes with. */
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES } from '../../src-shared/methods/names.ts';
import { seededRandom } from '../../src-shared/random.ts';
import { presetKnobs } from '../../src-shared/run/presets.ts';
import { refusals } from '../../src-shared/run/refusals.ts';
import { METHODS, rulesOf } from '../../src-main/engine/methods/registry.ts';
import { CompiledSearch, type Images } from '../../src-main/engine/search/compiledSearch.ts';
import { drawn } from '../../src-main/engine/search/draws.ts';
import { architectureOf } from '../../src-main/engine/search/measure.ts';
import { SMALL_IMAGE, smallConfig, unitAt } from '../fixtures/smallSearch.ts';

/** In this epoch every method trains its alphas. */
const EPOCH = 20;

const PAIRS = METHOD_NAMES.flatMap((method) =>
  (['s2', 'nb1shot1-1'] as const).map((space) => ({ method, space })),
).filter(({ method, space }) => refusals(presetKnobs(method, method, space)).length === 0);

describe.each(PAIRS)('a search with $method on $space', ({ method, space }) => {
  it('learns its batch, and moves the alphas only when asked to', () => {
    const whole = smallConfig(method, space, { learningRateMin: 0 });
    const { config, active, state } = unitAt(whole, 0);
    const compiled = new CompiledSearch(config, SMALL_IMAGE, 4, { active });
    compiled.load(compiled.initialState(1));
    const random = seededRandom(1);
    const images: Images = { x: random.uniforms(4 * 8 * 8 * 3, -1, 1), y: Int32Array.of(0, 1, 2, 3) };
    const feeds = rulesOf(config).map(({ name, feeds: of }) => of?.(state[name], compiled.net) ?? {});
    let step = 0;
    const loss = (alphaSteps: number | undefined): number =>
      compiled.step(images, images, {
        learningRate: 0.1,
        epsilon: 0.05,
        alphaSteps,
        draws: drawn(config, step++, 0.05),
        noiseSeed: [1, step],
        epoch: EPOCH,
        fed: Object.assign({}, ...feeds),
      }).loss;
    const alphas = (): unknown => architectureOf(compiled, METHODS[method], EPOCH).alphas;
    const before = alphas();
    const losses = Array.from({ length: 12 }, () => loss(undefined));
    const mean = (some: readonly number[]): number => some.reduce((sum, each) => sum + each, 0) / some.length;
    expect(mean(losses.slice(-4))).toBeLessThan(0.9 * mean(losses.slice(0, 2)));
    expect(alphas()).toEqual(before);
    loss(1);
    if (METHODS[method].order === 'weights-only') expect(alphas()).toEqual(before);
    else expect(alphas()).not.toEqual(before);
    const product = compiled.hessianProduct(images, new Float64Array(compiled.architectureSize).fill(1), {
      noiseSeed: [1, 2],
      epoch: EPOCH,
    });
    expect(product.every(Number.isFinite)).toBe(true);
    compiled.session.dispose();
  });
});
