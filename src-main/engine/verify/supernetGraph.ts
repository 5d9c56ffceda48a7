/** The graphs that a supernet case is replayed on: the compiled step of a search, and probes beside it. */
import type { MethodName } from '../../../src-shared/methods/names.ts';
import {
  searchConfigSchema,
  type SearchConfig,
  type SearchConfigInput,
} from '../../../src-shared/run/config.ts';
import { SEARCH_SPACES, type SearchSpaceName } from '../../../src-shared/space/searchSpaces.ts';
import { buildHessian } from '../curvature/hessian.ts';
import { METHODS } from '../methods/registry.ts';
import { columnsOf, type Relaxation, relaxed } from '../search/mixing.ts';
import { batchInput, forwardPasses } from '../search/forward.ts';
import { crossEntropy } from '../training/loss.ts';
import { drawnMasks } from '../supernet/drops.ts';
import type { NoiseInput } from '../supernet/noise.ts';
import { Scheduled } from '../search/scheduled.ts';
import { SearchState, statePrograms } from '../search/state.ts';
import { buildStep } from '../search/step.ts';
import { updatedStatistics } from '../training/sgd.ts';
import { supernet } from '../supernet/network.ts';
import type { Supernet } from '../supernet/spec.ts';
import { listOf, mapped, namedAs } from '../supernet/tensors.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import { type Precision, type Shape, sizeOf } from '../tensorflow/graph.ts';
import { identity, scalar } from '../tensorflow/ops/basic.ts';
import { type Feeds, GraphBuilder, Session } from '../tensorflow/session.ts';
import { type Adam, adamKnobs, type Sgd, sgdKnobs, type Shift, type Sizes } from './caseFields.ts';
import { gauss32, noiseSeed, toChannelsLast } from './goldenFolder.ts';

/** Parameters of a golden supernet case. */
export interface CaseSpec extends Sizes, Shift, Sgd, Adam {
  readonly space: SearchSpaceName;
  readonly eps_ms: number;
  readonly eps_sd: number;
  readonly pgd_steps: number;
  /** How much a batch counts in the running statistics; as PyTorch has it unless given. */
  readonly bn_momentum?: number;
}

export function caseConfig(spec: CaseSpec, knobs: SearchConfigInput): SearchConfig {
  return searchConfigSchema.parse({
    ...knobs,
    space: spec.space,
    channels: spec.C,
    layers: spec.layers,
    batch: spec.batch,
    ...sgdKnobs(spec),
    ...adamKnobs(spec),
    samples: spec.N,
    iterations: spec.T,
    bandwidth: spec.h,
    attackSteps: spec.pgd_steps,
  });
}

export function caseNetwork(spec: CaseSpec): Supernet {
  return supernet({
    space: SEARCH_SPACES[spec.space],
    channels: spec.C,
    layers: spec.layers,
    height: spec.resolution,
    width: spec.resolution,
    inputChannels: 3,
    classes: spec.classes,
    ...(spec.bn_momentum === undefined ? {} : { batchNormMomentum: spec.bn_momentum }),
  });
}

/** Noise of S4 as inputs: fed with the recorded stream, whose numbering starts anew with each section. */
export class RecordedNoise {
  readonly #draws: { name: string; shape: Shape; part: string; pass: number; cell: number; edge: number }[] =
    [];

  input(builder: GraphBuilder): NoiseInput {
    return (part) => (pass) => (shape, cell, edge) => {
      const name = `noise.${part}.${pass}.${cell}.${edge}`;
      this.#draws.push({ name, shape, part, pass, cell, edge });
      return builder.input(name, shape);
    };
  }

  /** Feeds for a part whose pass `pass` is the section's number `pass + offset`; passes before it are not run. */
  feeds(part: string, offset: number): Feeds {
    const feeds: Record<string, Float64Array> = {};
    for (const { name, shape, pass, cell, edge, part: of } of this.#draws) {
      if (of !== part) continue;
      const [batch = 0, height = 0, width = 0, channels = 0] = shape;
      const drawn =
        pass + offset < 0
          ? new Float64Array(sizeOf(shape))
          : gauss32(noiseSeed(pass + offset, cell, edge), sizeOf(shape));
      feeds[name] = toChannelsLast(drawn, [batch, channels, height, width]);
    }
    return feeds;
  }
}

export interface ReplayGraph {
  readonly session: Session;
  readonly noise: RecordedNoise;
}

/** The compiled step of a search with these knobs; `outputs`: the sets that will be asked for. */
export function stepGraph(
  net: Supernet,
  spec: CaseSpec,
  knobs: SearchConfigInput & { readonly method: MethodName },
  precision: Precision,
  outputs: readonly (readonly string[])[],
): ReplayGraph {
  const builder = new GraphBuilder(precision);
  const noise = new RecordedNoise();
  const state = new SearchState(builder, net);
  const config = caseConfig(spec, knobs);
  buildStep(builder, state, {
    net,
    method: METHODS[knobs.method],
    config,
    noise: noise.input(builder),
    scheduled: new Scheduled(builder, config),
    masks: drawnMasks(builder),
  });
  return { session: replaySession(builder, net, outputs), noise };
}

function replaySession(
  builder: GraphBuilder,
  net: Supernet,
  outputs: readonly (readonly string[])[],
): Session {
  return new Session(builder, [...outputs.map((each) => ({ outputs: each })), ...statePrograms(net)]);
}

/** A = softmax(α). */
function plainRelaxation({ spec }: Supernet): Relaxation {
  return { spec, method: {} };
}

export const PROBES = [
  { name: 'alpha_train', over: 'alpha', mode: 'train' },
  { name: 'alpha_eval', over: 'alpha', mode: 'eval' },
  { name: 'A_train', over: 'A', mode: 'train' },
  { name: 'A_eval', over: 'A', mode: 'eval' },
] as const;

/** Loss, logits and all gradients at α or at A, in train and in eval mode. */
export function probeGraph(net: Supernet, spec: CaseSpec, precision: Precision): ReplayGraph {
  const builder = new GraphBuilder(precision);
  const noise = new RecordedNoise();
  const state = new SearchState(builder, net);
  const { values } = state;
  const batch = batchInput(builder, 'probe', net, spec.batch);
  const source = noise.input(builder);
  for (const { name, over, mode } of PROBES) {
    const forward = forwardPasses(net, values.weights.w, source(name));
    const relaxation = plainRelaxation(net);
    const alphas = mapped(values.architecture, ({ alpha }) => alpha);
    const A0 = relaxed(relaxation, alphas).A;
    const point = mapped(over === 'alpha' ? alphas : A0, (of) => identity(of));
    const A = columnsOf(net.spec, over === 'A' ? { A: point } : relaxed(relaxation, point));
    const trained = mode === 'train' ? forward.train(batch.x, A) : undefined;
    const logits = trained?.logits ?? forward.evaluate(batch.x, A, values.running);
    const loss = crossEntropy(logits, batch.y);
    const wanted = { ...point, w: values.weights.w };
    const found = namedAs(wanted, gradients(loss, scalar(builder.graph, 1), listOf(wanted)));
    builder.output(`${name}.logits`, logits);
    builder.output(`${name}.loss`, loss);
    for (const [of, gradient] of Object.entries(found)) builder.output(`${name}.gradient.${of}`, gradient);
    if (!trained) continue;
    const after = updatedStatistics(values.running, trained.statistics());
    builder.output(`${name}.mean`, after.mean);
    builder.output(`${name}.variance`, after.variance);
  }
  return {
    session: replaySession(
      builder,
      net,
      PROBES.map((probe) => probeOutputs(net, probe)),
    ),
    noise,
  };
}

export function probeOutputs({ alphas }: Supernet, { name, mode }: (typeof PROBES)[number]): string[] {
  const parts = ['logits', 'loss', ...alphas.map((tensor) => `gradient.${tensor.name}`), 'gradient.w'];
  return [...parts, ...(mode === 'train' ? ['mean', 'variance'] : [])].map((part) => `${name}.${part}`);
}

export interface HessianCase {
  readonly name: string;
  readonly over: 'alpha' | 'A';
  readonly mode: 'train' | 'eval';
  /** With the weight decay of the logits. */
  readonly decayed: boolean;
}

export const HESSIANS: readonly HessianCase[] = [
  { name: 'hess.A_train', over: 'A', mode: 'train', decayed: false },
  { name: 'hess.A_eval', over: 'A', mode: 'eval', decayed: false },
  { name: 'hess.alpha_train_wd', over: 'alpha', mode: 'train', decayed: true },
];

export function hessianGraph(
  net: Supernet,
  spec: CaseSpec,
  precision: Precision,
  hessians: readonly HessianCase[],
): ReplayGraph {
  const builder = new GraphBuilder(precision);
  const noise = new RecordedNoise();
  const state = new SearchState(builder, net);
  for (const { decayed, ...hessian } of hessians) {
    const weightDecay = decayed ? spec.arch_weight_decay : 0;
    buildHessian(builder, state, {
      ...hessian,
      net,
      relaxation: plainRelaxation(net),
      batch: spec.batch,
      weightDecay,
      noise: noise.input(builder),
    });
  }
  const outputs = hessians.flatMap(({ name }) => [[`${name}.product`], [`${name}.gradient`]]);
  return { session: replaySession(builder, net, outputs), noise };
}
