/** Replays R-DARTS (DP): a pass with the recorded masks of drop path, one without, and one in eval mode. */
import { z } from 'zod';
import { EDGES } from '../../../src-shared/space/spaces.ts';
import { unpack } from '../tensorflow/ops/shape.ts';
import type { Probe } from './methodGraph.ts';
import { caseTensors, type MethodCase, methodReplay, reportUnused } from './methodReplay.ts';
import { replayProbes } from './methodSections.ts';

export function replayRdarts(context: MethodCase): void {
  const tensors = caseTensors(context);
  const { drop_path_prob: dropPath } = z.looseObject({ drop_path_prob: z.number() }).parse(context.golden);
  const replay = methodReplay(context, tensors, { method: 'r-darts-dp', knobs: { dropPath } });
  // [cells · edges, B]
  const { shape } = tensors.input.get('droppath.masks');
  const drops: Probe['drops'] = (builder, scheduled) => {
    const masks = unpack(builder.input('masks', shape));
    const kept = (_: readonly number[], cell: number, edge: number) => masks[cell * EDGES + edge]!;
    return { edge: { keep: scheduled.number('keepEdge'), kept } };
  };
  const feeds = {
    masks: tensors.input.data('droppath.masks'),
    'schedule.keepEdge': Float64Array.of(1 - dropPath),
  };
  replayProbes(replay, [
    { name: 'droppath', mode: 'train', drops, feeds },
    { name: 'nodrop', mode: 'train' },
    { name: 'eval', mode: 'eval' },
  ]);
  reportUnused(tensors, context.check);
}
