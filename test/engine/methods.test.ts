/** Every method on every space: its step can be recorded, and one step of it runs and learns. */
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, type MethodName } from '../../src-shared/methods/names.ts';
import type { SearchConfig } from '../../src-shared/run/config.ts';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { seededRandom } from '../../src-shared/random.ts';
import { SPACE_NAMES, type SpaceName } from '../../src-shared/space/spaces.ts';
import { METHODS, rulesOf } from '../../src-main/engine/methods/registry.ts';
import { CompiledSearch, type Images } from '../../src-main/engine/search/compiledSearch.ts';
import { drawn } from '../../src-main/engine/search/draws.ts';
import { architectureOf } from '../../src-main/engine/search/measure.ts';
import { whatHolds } from '../../src-main/engine/search/unit.ts';

const IMAGE = { height: 8, width: 8, channels: 3 } as const;
const PAIRS = METHOD_NAMES.flatMap((method) => SPACE_NAMES.map((space) => ({ method, space })));
/** What is shrunk like the network: P-DARTS's three depths, DrNAS's two widths; Λ-DARTS needs two normal cells. */
const SMALL: Partial<Record<MethodName, Partial<SearchConfig>>> = {
  'p-darts': { stageLayers: '3,4,5' },
  drnas: { stagePartial: '4,2' },
  'lambda-darts': { layers: 4 },
};

function smallConfig(method: MethodName, space: SpaceName, knobs: Partial<SearchConfig> = {}): SearchConfig {
  const sizes = { channels: 8, layers: 3, batch: 4 };
  return presetConfig(method, { space, ...sizes, ...SMALL[method], ...knobs });
}

/** The unit of an epoch, with the rules as they start. */
function unitAt(config: SearchConfig, epoch: number) {
  const method = Object.fromEntries(rulesOf(config).map(({ name, start }) => [name, start(config)]));
  return { ...whatHolds(config, { epoch, method }), state: method };
}

describe('recording a step', () => {
  it.each(PAIRS)('$method on $space', ({ method, space }) => {
    const { config, active } = unitAt(smallConfig(method, space), 0);
    const { session } = new CompiledSearch(config, IMAGE, 10, { active });
    expect(session.body(['step.loss']).length).toBeGreaterThan(1000);
  });
});

describe.each(METHOD_NAMES)('a search with %s', (method) => {
  it('learns its batch, and moves the alphas only when asked to', () => {
    const whole = smallConfig(method, 's2', { learningRateMin: 0 });
    const { config, active, state } = unitAt(whole, 0);
    const compiled = new CompiledSearch(config, IMAGE, 4, { active });
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
        epoch: 1,
        fed: Object.assign({}, ...feeds),
      }).loss;
    const alphas = (): unknown => architectureOf(compiled, METHODS[method], 1).alphas;
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
      epoch: 1,
    });
    expect(product.every(Number.isFinite)).toBe(true);
    compiled.session.dispose();
  });
});
