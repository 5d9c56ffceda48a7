/** Replays supernets that lack operations: those that P-DARTS has pruned, and edges that SGAS has decided. */
import { z } from 'zod';
import { type CellType, operationsPerEdge, SPACES } from '../../../src-shared/space/spaces.ts';
import { layerTypes } from '../supernet/reductions.ts';
import { perCell } from '../supernet/perCell.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import type { Shape } from '../tensorflow/graph.ts';
import type { GoldenTensors } from './goldenFolder.ts';
import { activeParts } from './logitParts.ts';
import { caseTensors, type MethodCase, methodReplay, reportUnused } from './methodReplay.ts';
import { checkUnbuilt, type ProbeRun, replayProbes } from './methodSections.ts';

const SPACE = SPACES.s5;
const COLUMNS = operationsPerEdge(SPACE);

/** The recorded decision on an edge: −1 open, 0 pruned, else the operation that it keeps. */
function decided(input: GoldenTensors): ActiveOperations {
  return perCell((type) =>
    [...input.data(`selected.${type}`)].map((choice) =>
      Array.from({ length: COLUMNS }, (_, k) => choice === -1 || (choice > 0 && choice === k)),
    ),
  );
}

export function replaySgasNetwork(context: MethodCase): void {
  const tensors = caseTensors(context);
  const active = decided(tensors.input);
  const replay = methodReplay(context, tensors, { method: 'sgas', active });
  replayProbes(replay, [{ name: 'fwd_train', mode: 'train' }]);
  const { n_params } = z.looseObject({ n_params: z.int() }).parse(context.golden);
  context.check.check('parameters', [checkUnbuilt(replay, 'fwd_train')], [n_params]);
  reportUnused(tensors, context.check);
}

/** What the recorded switches leave on each edge. */
function switchedOn(input: GoldenTensors): ActiveOperations {
  return perCell((type) => {
    const switches = input.data(`switches.${type}`);
    return Array.from({ length: switches.length / COLUMNS }, (_, edge) =>
      [...switches.slice(edge * COLUMNS, (edge + 1) * COLUMNS)].map((each) => each === 1),
    );
  });
}

/** The authors count the operations of an edge anew after pruning. */
function prunedName(active: ActiveOperations, layers: readonly CellType[]): (name: string) => string {
  return (name) =>
    name.replace(/^cells\.(\d+)\._ops\.(\d+)\._ops\.(\d+)\./u, (_, cell: string, edge: string, k: string) => {
      const before = active[layers[Number(cell)]!][Number(edge)]!.slice(0, Number(k)).filter(Boolean).length;
      return `cells.${cell}.cell_ops.${edge}.m_ops.${before}.`;
    });
}

export function replayPdartsNetwork(context: MethodCase): void {
  const tensors = caseTensors(context);
  const { input } = tensors;
  const { p: dropout, layers } = z.looseObject({ p: z.number(), layers: z.int() }).parse(context.golden);
  const active = switchedOn(input);
  const replay = methodReplay(context, tensors, {
    method: 'p-darts',
    active,
    rename: prunedName(active, layerTypes(layers)),
    parts: activeParts,
  });
  const { n_params } = z.looseObject({ n_params: z.int() }).parse(context.golden);
  context.check.check('parameters', [replay.net.parameters.size], [n_params]);
  const { drops, feeds } = recordedDropout(input);
  replayProbes(replay, [
    {
      name: 'fwd_train',
      mode: 'train',
      drops,
      feeds: { ...feeds, 'schedule.keepSkip': Float64Array.of(1 - dropout) },
    },
    { name: 'fwd_eval', mode: 'eval' },
  ]);
  reportUnused(tensors, context.check);
}

/** Masks [B, C, H, W] in the order in which skip connections are passed. */
function recordedDropout(input: GoldenTensors): Required<Pick<ProbeRun, 'drops' | 'feeds'>> {
  const names = input.unused('dropout.mask.');
  const feeds = Object.fromEntries(names.map((name) => [name, input.image(name)]));
  return {
    feeds,
    drops: (builder, scheduled) => {
      let next = 0;
      const kept = (shape: Shape) => builder.input(`dropout.mask.${next++}`, shape);
      return { skip: { keep: scheduled.number('keepSkip'), kept } };
    },
  };
}
