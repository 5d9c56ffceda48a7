/** Replays GDAS on the two networks of its own repository: passes at both temperatures, and a step, weights first. */
import { z } from 'zod';
import type { SearchConfigInput } from '../../../../src-shared/run/config.ts';
import { presetConfig } from '../../../../src-shared/run/presets.ts';
import type { Feeds, Numbers, Session } from '../../tensorflow/session.ts';
import { adamFields, gdasFields, gdasKnobs } from '../caseFields.ts';
import { chosen } from '../gdasCase.ts';
import { caseTensors, type MethodCase, reportUnused } from '../methodReplay.ts';
import {
  batchFeeds,
  checkRecordedWeights,
  checkStatistics,
  checkWeights,
  type NetworkReplay,
  norm,
  recordedNetwork,
} from '../replay.ts';
import { type GdasCase, probeGraph, stepGraph } from './graph.ts';
import { nasnetNetwork } from './nasnetNetwork.ts';
import type { GdasNetwork, GdasSpec } from './network.ts';
import { tinyNetwork } from './tinyNetwork.ts';

interface Kind {
  readonly network: (spec: GdasSpec) => GdasNetwork;
  /** The tensors of logits. */
  readonly names: readonly string[];
  readonly gradient: NonNullable<SearchConfigInput['gumbelGradient']>;
}

/** The two networks differ in the gradient that weights of operations take which were not drawn. */
const KINDS: Readonly<Record<string, Kind>> = {
  'gdas-nasnet': {
    network: nasnetNetwork,
    names: ['normal', 'reduce'],
    gradient: 'selected',
  },
  'gdas-nb201': { network: tinyNetwork, names: ['cell'], gradient: 'full' },
};

const specSchema = z.looseObject({
  kind: z.string(),
  primitives: z.array(z.string()),
  C: z.int(),
  N: z.int(),
  classes: z.int(),
  resolution: z.int(),
  batch: z.int(),
  n_params: z.int(),
  ...gdasFields,
  ...adamFields,
});
type Recorded = z.infer<typeof specSchema>;

interface Replay extends NetworkReplay {
  readonly spec: GdasCase;
  readonly recorded: Recorded;
}

export function replayGdasNetwork(context: MethodCase): void {
  const recorded = specSchema.parse(context.golden);
  const tensors = caseTensors(context);
  const { network, names, gradient } = KINDS[recorded.kind]!;
  const { primitives: operations, C: channels, N: cells, classes, resolution } = recorded;
  const net = network({ operations, channels, cells, classes });
  const [edges = 0, columns = 0] = tensors.input.get(`alpha.${names[0]!}`).shape;
  const spec: GdasCase = {
    net,
    config: presetConfig('gdas', {
      ...gdasKnobs(recorded),
      batch: recorded.batch,
      gumbelGradient: gradient,
    }),
    precision: context.precision,
    names,
    shape: [edges, columns],
    resolution,
  };
  const replay = { ...tensors, net, check: context.check, spec, recorded };
  context.check.check('parameters', [net.parameters.size], [recorded.n_params]);
  for (const tau of recorded.taus) replayProbe(replay, tau);
  replayStep(replay);
  reportUnused(tensors, context.check);
}

function stateFeeds({ input, spec, ...replay }: Replay): Feeds {
  const state = recordedNetwork({ input, ...replay });
  return {
    w: state['load.w']!,
    mean: state['load.mean']!,
    variance: state['load.variance']!,
    ...Object.fromEntries(spec.names.map((name) => [`alpha.${name}`, input.data(`alpha.${name}`)])),
  };
}

/** Draws, temperature and batch of the pass `part`. */
function passFeeds(replay: Replay, part: string, draw: string, tau: number, half: 'train' | 'val'): Feeds {
  const { spec, input } = replay;
  return {
    ...batchFeeds(part, replay, half),
    ...Object.fromEntries(
      spec.names.map((name) => [`${part}.exp.${name}`, input.data(`exp.${draw}.${name}`)] as const),
    ),
    [`${part}.temperature`]: Float64Array.of(tau),
  };
}

function replayProbe(replay: Replay, tau: number): void {
  const { golden, check, spec } = replay;
  const section = `authors.tau${tau}`;
  const feeds = { ...stateFeeds(replay), ...passFeeds(replay, 'probe', `tau${tau}`, tau, 'val') };
  const result = computed(probeGraph(spec), feeds);
  const compare = (quantity: string, numbers: Numbers): void =>
    check.check(`${section}.${quantity}`, numbers, golden.data(`${section}.${quantity}`));
  compare('logits', result('logits'));
  compare('loss', result('loss'));
  for (const name of spec.names) {
    compare(`grad_alpha.${name}`, result(`gradient.${name}`));
    compare(`probs.${name}`, result(`probabilities.${name}`));
    compare(`index.${name}`, Int32Array.from(chosen(result(`ran.${name}`), spec.shape[0])));
  }
  compare('grad_w_norm', Float64Array.of(norm(result('gradient.w'))));
  if (golden.has(`${section}.grad_w.stem.0.weight`))
    checkWeights(replay, `${section}.grad_w`, result('gradient.w'));
  if (golden.has(`${section}.bn_after.stem.1.running_mean`))
    checkStatistics(replay, `${section}.bn_after`, result('after.mean'), result('after.variance'));
}

/** The highest temperature, the one of the first epoch. */
function replayStep(replay: Replay): void {
  const { golden, check, recorded } = replay;
  const tau = Math.max(...recorded.taus);
  const { mean: _, variance: _unused, ...state } = stateFeeds(replay);
  const feeds = {
    ...state,
    ...passFeeds(replay, 'weights', 'step_w', tau, 'train'),
    ...passFeeds(replay, 'alpha', 'step_a', tau, 'val'),
    learningRate: Float64Array.of(recorded.lr),
  };
  const graph = stepGraph(replay.spec);
  const result = computed(graph, feeds);
  for (const quantity of graph.outputs.filter((name) => name !== 'w_after'))
    check.check(`step.${quantity}`, result(quantity), golden.data(`step.${quantity}`));
  checkRecordedWeights(replay, 'step.w_after', result('w_after'));
}

function computed(
  { session, outputs }: { session: Session; outputs: readonly string[] },
  feeds: Feeds,
): (name: string) => Numbers {
  const found: Readonly<Record<string, Numbers>> = session.run(feeds, outputs);
  session.dispose();
  return (name) => found[name]!;
}
