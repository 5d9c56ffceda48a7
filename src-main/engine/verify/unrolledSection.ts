/** The second-order gradient of DARTS, with the momentum at zero. */
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import { batchFeeds, loadRecorded, type Replay } from './replay.ts';
import { stepGraph } from './supernetGraph.ts';

export function replayUnrolled(replay: Replay): void {
  const { spec, golden, check } = replay;
  const outputs = CELL_TYPES.map((type) => `alpha.gradient.${type}`);
  const knobs = { method: 'darts', alphaOrder: 'second' } as const;
  const { session } = stepGraph(replay.net, spec, knobs, replay.precision, [outputs]);
  loadRecorded(replay, session);
  const feeds = {
    ...batchFeeds('train', replay, 'train'),
    ...batchFeeds('validation', replay, 'val'),
    'alpha.on': Int32Array.of(1),
    learningRate: Float64Array.of(spec.lr),
  };
  const result: Partial<Record<string, ArrayLike<number>>> = session.run(feeds, outputs);
  for (const type of CELL_TYPES) {
    const tensor = `unrolled.grad_alpha.${type}`;
    check.check(tensor, result[`alpha.gradient.${type}`]!, golden.data(tensor));
  }
  session.dispose();
}
