/** What training leaves out at random: on average nothing. */
import { describe, expect, it } from 'vitest';
import { drawnMasks } from '../../src-main/engine/supernet/drops.ts';
import { ParameterList } from '../../src-main/engine/supernet/parameters.ts';
import { TrainPass } from '../../src-main/engine/supernet/trainPass.ts';
import { constant } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { fromPhases, mean, toPhases } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const PLACE = { tensor: 'normal', cell: 0, row: 1, column: 0 };
const SEED = { 'drop.seed': Int32Array.of(3, 5) };

/** A pass of a network without weights that leaves out edges or values of skip connections. */
function passWith(builder: GraphBuilder, what: 'edge' | 'skip', keep: number): TrainPass {
  const drop = drawnMasks(builder)(constant(builder.graph, [keep], []));
  const weights = builder.input('w', [1]);
  const list = new ParameterList();
  list.bias('only', 1, 1);
  const noise = () => weights;
  return new TrainPass(list, weights, noise, { drops: { [what]: drop } });
}

describe.each([0.3, 0.8])('with a probability of %d to be kept', (keep) => {
  it('an image has the whole edge divided by it or nothing, the same in pixel phases, and all on average', () => {
    const images = 4000;
    const builder = new GraphBuilder();
    const pass = passWith(builder, 'edge', keep);
    const x = constant(builder.graph, Array<number>(images * 4).fill(1), [images, 2, 2, 1]);
    const plain = pass.dropEdge!({ value: x }, 0, 1).value;
    const phases = pass.dropEdge!({ value: toPhases(x), phases: true }, 0, 2).value;
    builder.output('plain', plain);
    builder.output('phases', fromPhases(phases, 2, 2));
    const result = new Session(builder).run(SEED, ['plain', 'phases']);
    for (const values of [result.plain, result.phases]) {
      const perImage = Array.from({ length: images }, (_, i) => [...values.slice(4 * i, 4 * i + 4)]);
      expect(perImage.every((row) => row.every((each) => each === row[0]))).toBe(true);
      const seen = new Set(perImage.map((row) => row[0]));
      expect(seen).toEqual(new Set([0, Math.fround(1 / Math.fround(keep))]));
      const average = perImage.reduce((sum, row) => sum + row[0]!, 0) / images;
      expect(Math.abs(average - 1)).toBeLessThan(4 * Math.sqrt((1 - keep) / keep / images));
    }
    expect(result.plain).not.toEqual(result.phases);
  });

  it('values of a skip connection are dropped one by one, and all are there on average', () => {
    const count = 16_000;
    const builder = new GraphBuilder();
    const pass = passWith(builder, 'skip', keep);
    const x = constant(builder.graph, Array<number>(count).fill(2), [1, 40, 40, 10]);
    const dropped = pass.dropSkip(x, PLACE);
    builder.output('dropped', dropped);
    builder.output('mean', mean(dropped));
    const result = new Session(builder).run(SEED, ['dropped', 'mean']);
    expect(new Set(result.dropped)).toEqual(new Set([0, Math.fround(2 / Math.fround(keep))]));
    expect(Math.abs(result.mean[0]! - 2)).toBeLessThan(8 * Math.sqrt((1 - keep) / keep / count));
  });
});
