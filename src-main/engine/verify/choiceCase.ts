/** Replays a golden case of kind `nb1shot1`: the supernets of NAS-Bench-1Shot1, section by section. */
import { z } from 'zod';
import { alphaTensors, NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from '../../../src-shared/nasbench/spaces.ts';
import type { Feeds, Numbers } from '../tensorflow/session.ts';
import { adamFields, networkFields, sgdFields, shiftFields } from './caseFields.ts';
import { replayHessians } from './hessianSection.ts';
import { caseTensors, type MethodCase, reportUnused } from './methodReplay.ts';
import { batchFeeds, checkStatistics, checkWeights, loadRecorded, type Replay } from './replay.ts';
import { caseNetwork, type CaseSpec, type ReplayGraph, stepGraph } from './supernetGraph.ts';
import { noAlphaStep, perTensor, replayMeanShift, replayProbes, shiftOutputs } from './supernetSections.ts';

const specSchema = z.looseObject({
  space_number: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  alpha_tensors: z.record(z.string(), z.tuple([z.int(), z.int()])),
  n_params: z.int(),
  ...networkFields,
  eps: z.number(),
  ...shiftFields,
  ...sgdFields,
  ...adamFields,
  bn_momentum: z.number(),
});

export function replayChoiceNetwork(context: MethodCase): void {
  const { check, precision } = context;
  const { space_number, alpha_tensors, n_params, eps, ...sizes } = specSchema.parse(context.golden);
  const space = NASBENCH_SPACE_NAMES[space_number - 1]!;
  const spec: CaseSpec = { ...sizes, space, eps_ms: eps, eps_sd: 0, pgd_steps: 1 };
  const tensors = caseTensors(context);
  const replay: Replay = { ...tensors, spec, net: caseNetwork(spec), check, precision };
  check.check('parameters', [replay.net.parameters.size], [n_params]);
  const shapes = alphaTensors(NASBENCH_SPACES[space]).map(({ name, shape }) => `${name} ${shape.join()}`);
  const recorded = Object.entries(alpha_tensors).map(([name, shape]) => `${name} ${shape.join()}`);
  check.check('alpha_tensors (differing)', [shapes.join(';') === recorded.join(';') ? 0 : 1], [0]);
  replayProbes(replay);
  replaySteps(replay);
  replayHessians(replay, tensors.golden, [{ name: 'hess', over: 'alpha', mode: 'train', decayed: false }]);
  reportUnused(tensors, check);
}

function replaySteps(replay: Replay): void {
  const { net, spec, precision } = replay;
  const outputs = [...['step.loss', 'step.logits', 'step.gradNorm', 'ms.losses'], ...perTensor(net, ['A'])];
  const graph = stepGraph(net, spec, { method: 'ms-darts' }, precision, [shiftOutputs(net), outputs]);
  loadRecorded(replay, graph.session);
  replayMeanShift(replay, graph, { ...noAlphaStep(replay, spec.eps_ms), ...draws(replay, 'ms.noise') });
  loadRecorded(replay, graph.session);
  replayStep(replay, graph, outputs);
  graph.session.dispose();
}

/** The recorded U(−ε, ε) draws of a mean shift, [T, N, rows, columns] for each tensor. */
function draws({ net, input }: Replay, recorded: string): Feeds {
  return Object.fromEntries(
    net.alphas.map(({ name }) => [`uniform.ms.${name}`, input.data(`${recorded}.${name}`)]),
  );
}

function replayStep(replay: Replay, { session }: ReplayGraph, outputs: readonly string[]): void {
  const { net, spec, golden, check } = replay;
  const feeds: Feeds = {
    ...batchFeeds('train', replay, 'train'),
    ...batchFeeds('validation', replay, 'val'),
    ...draws(replay, 'step.noise'),
    'alpha.on': Int32Array.of(1),
    'alpha.learningRate': Float64Array.of(spec.arch_lr),
    'adam.correction1': Float64Array.of(1 - spec.arch_betas[0]),
    'adam.correction2': Float64Array.of(1 - spec.arch_betas[1]),
    learningRate: Float64Array.of(spec.lr),
    epsilon: Float64Array.of(spec.eps_ms),
  };
  const result: Partial<Record<string, Numbers>> = session.run(feeds, outputs);
  const after = session.run({}, [
    ...perTensor(net, ['state.alpha']),
    ...['state.w', 'state.mean', 'state.variance'],
  ]);
  const compare = (tensor: string, value: Numbers): void =>
    check.check(`step.${tensor}`, value, golden.data(`step.${tensor}`));
  compare('loss', result['step.loss']!);
  compare('logits', result['step.logits']!);
  compare('grad_norm', result['step.gradNorm']!);
  compare('ms_loss', result['ms.losses']!);
  for (const { name } of net.alphas) {
    compare(`ms_A.${name}`, result[`A.${name}`]!);
    compare(`alpha_after.${name}`, after[`state.alpha.${name}`]!);
  }
  checkWeights(replay, 'step.w_after', after['state.w']!);
  checkStatistics(replay, 'step.bn_after', after['state.mean']!, after['state.variance']!);
}
