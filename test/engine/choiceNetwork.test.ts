/** The supernets of NAS-Bench-1Shot1: their size, and several points A in one pass. */
import { describe, expect, it } from 'vitest';
import { NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from '../../src-shared/nasbench/spaces.ts';
import { seededRandom } from '../../src-shared/random.ts';
import { architectureSize } from '../../src-main/engine/curvature/hessian.ts';
import { batchInput, forwardPasses } from '../../src-main/engine/search/forward.ts';
import { initialState } from '../../src-main/engine/search/initialState.ts';
import { SearchState, statePrograms } from '../../src-main/engine/search/state.ts';
import { drawnNoise } from '../../src-main/engine/supernet/noise.ts';
import { supernet } from '../../src-main/engine/supernet/network.ts';
import { each, mapped } from '../../src-main/engine/supernet/tensors.ts';
import { reshape, slice } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const POINTS = 3;
const BATCH = 2;
const CLASSES = 10;

describe.each(NASBENCH_SPACE_NAMES)('the supernet of %s', (name) => {
  const space = NASBENCH_SPACES[name];
  const sizes = { layers: 3, height: 9, width: 9, inputChannels: 3, classes: CLASSES };
  const net = supernet({ space, channels: 4, ...sizes });

  it('has the authors’ number of weights', () => {
    const weights = { 'nb1shot1-1': 20_894, 'nb1shot1-2': 20_894, 'nb1shot1-3': 27_646 };
    expect(net.parameters.size).toBe(weights[name]);
  });

  it('has as many logits as the authors report, all of them in the Hessian', () => {
    const logits = { 'nb1shot1-1': 24, 'nb1shot1-2': 26, 'nb1shot1-3': 35 };
    expect(architectureSize(net, 'alpha')).toBe(logits[name]);
    expect(architectureSize(net, 'A')).toBe(logits[name]);
  });

  it('gives at several points together what it gives at each, odd sides and negative weights included', () => {
    const builder = new GraphBuilder('float64');
    const { values } = new SearchState(builder, net);
    const { x } = batchInput(builder, 'batch', net, BATCH);
    const noise = drawnNoise(builder)('test');
    const A = each(net.alphas, (tensor) =>
      builder.input(`A.${tensor.name}`, [POINTS, tensor.rows, tensor.mixing]),
    );
    const { evaluate, score } = forwardPasses(net, values.weights.w, noise);
    builder.output('together', score(x, A, values.running));
    const alone = Array.from({ length: POINTS }, (_, point) => `alone.${point}`);
    alone.forEach((output, point) => {
      const one = mapped(A, (of) => {
        const [, rows = 0, columns = 0] = of.shape;
        return reshape(slice(of, [point, 0, 0], [1, rows, columns]), [rows, columns]);
      });
      builder.output(output, evaluate(x, one, values.running));
    });
    const session = new Session(builder, [{ outputs: ['together', ...alone] }, ...statePrograms(net)]);
    const state = initialState(net, 5);
    session.run(Object.fromEntries(Object.entries(state).map(([key, data]) => [`load.${key}`, data])), [
      'loaded',
    ]);
    const random = seededRandom(7);
    const feeds = {
      'batch.x': random.uniforms(BATCH * 9 * 9 * 3, -1, 1),
      ...Object.fromEntries(
        net.alphas.map(({ name: tensor, rows, mixing }) => [
          `A.${tensor}`,
          random.uniforms(POINTS * rows * mixing, -0.3, 0.8),
        ]),
      ),
    };
    const result: Partial<Record<string, ArrayLike<number>>> = session.run(feeds, ['together', ...alone]);
    session.dispose();
    const together = Array.from(result['together']!);
    expect(together).toHaveLength(POINTS * BATCH * CLASSES);
    const one = alone.flatMap((output) => Array.from(result[output]!));
    together.forEach((value, i) => expect(value).toBeCloseTo(one[i]!, 9));
    expect(new Set(one.map((value) => value.toFixed(6))).size).toBeGreaterThan(BATCH * CLASSES);
  });
});
