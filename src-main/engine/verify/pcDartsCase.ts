/** Replays PC-DARTS: partial channels, edge normalisation, the insides of its cells, and a search step. */
import { z } from 'zod';
import { CELL_TYPES, type CellType, EDGES } from '../../../src-shared/space/spaces.ts';
import { batchInput } from '../search/forward.ts';
import { columnsOf, type Mixing, relaxed } from '../search/mixing.ts';
import { SearchState, statePrograms } from '../search/state.ts';
import { shuffled } from '../supernet/cell.ts';
import { drawnNoise } from '../supernet/noise.ts';
import { mapped } from '../supernet/tensors.ts';
import { TrainPass } from '../supernet/trainPass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { constant, identity } from '../tensorflow/ops/basic.ts';
import { concat } from '../tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../tensorflow/session.ts';
import { adamFields, adamKnobs, sgdFields, sgdKnobs } from './caseFields.ts';
import { WEIGHT_OUTPUTS } from './methodGraph.ts';
import {
  caseTensors,
  checkLogits,
  loadMethod,
  type MethodCase,
  type MethodReplay,
  methodReplay,
  reportUnused,
} from './methodReplay.ts';
import { bothCells, firstStep, replayProbes, run } from './methodSections.ts';
import { batchFeeds, checkWeights } from './replay.ts';

const specSchema = z.looseObject({
  K: z.int(),
  ...sgdFields,
  ...adamFields,
});

const SECTION = 'fwd_train';
/** The first cell of each type, where the recorded edge stands. */
const EDGE_ZERO = [
  { type: 'normal', cell: 0 },
  { type: 'reduce', cell: 1 },
] as const;

export function replayPcDarts(context: MethodCase): void {
  const tensors = caseTensors(context);
  const spec = specSchema.parse(context.golden);
  const knobs = {
    partialChannels: spec.K,
    ...sgdKnobs(spec),
    ...adamKnobs(spec),
  };
  const replay = methodReplay(context, tensors, { method: 'pc-darts', knobs });
  replayProbes(replay, [
    { name: SECTION, mode: 'train' },
    { name: 'fwd_eval', mode: 'eval' },
  ]);
  replayInsides(replay, spec.K);
  replayStep(replay, spec.lr);
  reportUnused(tensors, context.check);
}

/** Only the first edge of a cell type counts, and it counts 1: the node it leads to is what it brings. */
function firstEdgeAlone(mixing: Mixing, alone: CellType): Mixing {
  const only = (of: Value): Value =>
    constant(
      of.node.graph,
      Array.from({ length: EDGES }, (_, edge) => (edge === 0 ? 1 : 0)),
      [EDGES],
    );
  return { ...mixing, edges: mixing.edges && { ...mixing.edges, [alone]: only(mixing.edges[alone]!) } };
}

/** What goes into a cell, what an edge makes of it, and what comes out. */
function replayInsides(replay: MethodReplay, groups: number): void {
  const { net, config, precision, golden, check } = replay;
  const builder = new GraphBuilder(precision);
  const { values } = new SearchState(builder, net);
  const batch = batchInput(builder, 'probe', net, config.batch);
  const noise = drawnNoise(builder);
  const mixing = relaxed(
    { spec: net.spec, method: {} },
    mapped(values.architecture, ({ alpha }) => alpha),
  );
  const outputs: string[] = [];
  const record = (name: string, value: Value): void => {
    builder.output(name, identity(value));
    outputs.push(name);
  };
  const passWith = (of: Mixing, endCell: (cell: number, states: readonly Value[]) => void): void => {
    const A = columnsOf(net.spec, of);
    net.logits(new TrainPass(net.parameters, values.weights.w, noise('insides')(0), { A, endCell }), batch.x);
  };
  passWith(mixing, (cell, states) => {
    record(`cell${cell}.out`, concat(states.slice(2), 3));
    if (EDGE_ZERO.some((each) => each.cell === cell)) record(`cell${cell}.edge0.in`, states[0]!);
  });
  for (const { type, cell } of EDGE_ZERO)
    passWith(firstEdgeAlone(mixing, type), (index, states) => {
      if (index === cell) record(`cell${cell}.edge0.out`, states[2]!);
    });
  for (const type of CELL_TYPES) record(`edges.${type}`, mixing.edges![type]!);
  const channels = golden.get('shuffle.perm').shape[0]!;
  const ramp = Array.from({ length: channels }, (_, channel) => channel);
  record('shuffle', shuffled(constant(builder.graph, ramp, [1, 1, 1, channels]), groups));

  const session = new Session(builder, [{ outputs }, ...statePrograms(net)]);
  loadMethod(replay, session);
  const result = run(session, batchFeeds('probe', replay, 'val'), outputs);
  session.dispose();
  for (const name of outputs.filter((each) => each.startsWith('cell')))
    check.check(`${SECTION}.${name}`, result(name), golden.image(`${SECTION}.${name}`));
  for (const type of CELL_TYPES)
    check.check(`edge_norm.${type}`, result(`edges.${type}`), golden.data(`edge_norm.${type}`));
  check.check('shuffle.perm', result('shuffle'), golden.data('shuffle.perm'));
}

function replayStep(replay: MethodReplay, learningRate: number): void {
  const { golden, check } = replay;
  const { result, after } = firstStep(replay, { outputs: WEIGHT_OUTPUTS, learningRate });
  check.check('step.loss', result('step.loss'), golden.data('step.loss'));
  check.check('step.logits', result('step.logits'), golden.data('step.logits'));
  check.check('step.grad_norm', result('step.gradNorm'), golden.data('step.grad_norm'));
  checkLogits(replay, ({ name, of }) => `step.${name}.${of}_after`, bothCells(after, 'state.alpha'));
  checkWeights(replay, 'step.w_after', after('state.w'));
}
