/** Gradients whose forward values are computed a second time are the gradients. */
import { describe, expect, it } from 'vitest';
import { SPACES } from '../../src-shared/space/spaces.ts';
import { initialState } from '../../src-main/engine/search/initialState.ts';
import { crossEntropy } from '../../src-main/engine/training/loss.ts';
import { drawnNoise } from '../../src-main/engine/supernet/noise.ts';
import { batchInput, forwardPasses } from '../../src-main/engine/search/forward.ts';
import { columnsOf, relaxed } from '../../src-main/engine/search/mixing.ts';
import { SearchState } from '../../src-main/engine/search/state.ts';
import { supernet } from '../../src-main/engine/supernet/network.ts';
import { listOf, mapped } from '../../src-main/engine/supernet/tensors.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';

const net = supernet({
  space: SPACES.s5,
  channels: 2,
  layers: 3,
  height: 8,
  width: 8,
  inputChannels: 3,
  classes: 10,
});

function recorded() {
  const builder = new GraphBuilder();
  const state = new SearchState(builder, net);
  const { weights, architecture } = state.values;
  const batch = batchInput(builder, 'batch', net, 2);
  const forward = forwardPasses(net, weights.w, drawnNoise(builder)('test'));
  const { logits, cells } = forward.train(
    batch.x,
    columnsOf(
      net.spec,
      relaxed(
        { spec: net.spec, method: {} },
        mapped(architecture, ({ alpha }) => alpha),
      ),
    ),
  );
  const xs = [weights.w, ...listOf(architecture).map(({ alpha }) => alpha)];
  const loss = crossEntropy(logits, batch.y);
  const seed = scalar(builder.graph, 1);
  const ways = { kept: {}, products: { products: true }, parts: { parts: cells } };
  const waiting = Object.entries(ways).map(([way, twice]) => {
    const before = builder.graph.nodes.length;
    gradients(loss, seed, xs, twice).forEach((gradient, k) => builder.output(`${way}${k}`, gradient!));
    return builder.graph.nodes.slice(before).filter(({ after }) => after.length > 0).length;
  });
  return { builder, cells, waiting };
}

describe('a gradient whose forward values are computed twice', () => {
  const { builder, cells, waiting } = recorded();
  const session = new Session(builder);
  const load = Object.entries(initialState(net, 5)).map(([name, data]) => [`load.${name}`, data] as const);
  session.run(Object.fromEntries(load), ['loaded']);
  const feeds = {
    'batch.x': Float32Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => Math.sin(5 * i)),
    'batch.y': Int32Array.of(3, 8),
  };
  const names = (way: string): string[] => [0, 1, 2].map((k) => `${way}${k}`);
  const values = (way: string): Numbers[] => {
    const result: Partial<Record<string, Numbers>> = session.run(feeds, names(way));
    return names(way).map((name) => result[name]!);
  };

  it('has a cell begin three times', () => {
    expect(cells).toHaveLength(3);
  });

  it.each(['products', 'parts'])('is the gradient (%s)', (way) => {
    const [kept, twice] = [values('kept'), values(way)];
    kept.forEach((gradient, k) => {
      const largest = Math.max(...gradient.map(Math.abs));
      expect(largest).toBeGreaterThan(0);
      gradient.forEach((value, i) => expect(Math.abs(value - twice[k]![i]!)).toBeLessThan(1e-5 * largest));
    });
  });

  it('holds its copies back until there is a gradient', () => {
    const [, products, parts] = waiting;
    expect(products).toBeGreaterThan(0);
    expect(parts).toBeGreaterThan(0);
  });
});
