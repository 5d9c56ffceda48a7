/** Partial channels and edge normalisation of PC-DARTS. */
import { describe, expect, it } from 'vitest';
import { SPACES } from '../../src-shared/space/spaces.ts';
import { columnsOf, relaxed } from '../../src-main/engine/search/mixing.ts';
import { shuffled } from '../../src-main/engine/supernet/cell.ts';
import { perCell } from '../../src-main/engine/supernet/perCell.ts';
import { constant } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const NODES = [2, 3, 4, 5];

describe('the channel shuffle of PC-DARTS', () => {
  it.each([
    { channels: 16, groups: 4 },
    { channels: 12, groups: 2 },
    { channels: 8, groups: 8 },
  ])('puts one channel of each of $groups groups next to each other ($channels)', ({ channels, groups }) => {
    const builder = new GraphBuilder();
    const ramp = Array.from({ length: 2 * channels }, (_, i) => i);
    const x = constant(builder.graph, ramp, [1, 2, 1, channels]);
    builder.output('y', shuffled(x, groups));
    const y = [...new Session(builder).run({}, ['y']).y];
    const each = channels / groups;
    const expected = ramp.map((i) => {
      const [pixel, c] = [Math.floor(i / channels), i % channels];
      return pixel * channels + (c % groups) * each + Math.floor(c / groups);
    });
    expect(y).toEqual(expected);
    expect(y.toSorted((a, b) => a - b)).toEqual(ramp);
  });
});

it('the edges of a node share a weight of 1, and channels that pass by get that of their edge alone', () => {
  const builder = new GraphBuilder('float64');
  const space = SPACES.s3;
  const spec = {
    ...{ space, channels: 4, layers: 3, height: 8, width: 8, inputChannels: 3, classes: 10 },
    ...{ partial: 4, edgeLogits: true },
  };
  const logits = perCell((type) => builder.input(type, [14, 4]));
  const columns = columnsOf(spec, relaxed({ spec, method: {} }, logits));
  builder.output('columns', columns['normal']!);
  const data = Float64Array.from({ length: 56 }, (_, i) => Math.sin(3 * i));
  const result = new Session(builder).run({ normal: data }, ['columns']).columns;
  const row = (edge: number): number[] => [...result.slice(4 * edge, 4 * edge + 4)];
  let first = 0;
  for (const inputs of NODES) {
    const edges = Array.from({ length: inputs }, (_, i) => first + i);
    const powers = edges.map((edge) => Math.exp(data[4 * edge + 3]!));
    const total = powers.reduce((a, b) => a + b, 0);
    edges.forEach((edge, i) => {
      const [a = 0, b = 0, c = 0, passing] = row(edge);
      expect(passing).toBeCloseTo(powers[i]! / total, 12);
      expect(a + b + c).toBeCloseTo(powers[i]! / total, 12);
    });
    first += inputs;
  }
});
