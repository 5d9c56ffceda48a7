/** Replays a golden case of kind `supernet`, section by section. */
import { z } from 'zod';
import { deriveGenotype } from '../../../src-shared/genotype/derive.ts';
import { CELL_TYPES, type Space, SPACE_NAMES, SPACES } from '../../../src-shared/space/spaces.ts';
import { type Precision, sizeOf } from '../tensorflow/graph.ts';
import type { Feeds, Numbers, Session } from '../tensorflow/session.ts';
import { adamFields, networkFields, sgdFields, shiftFields } from './caseFields.ts';
import type { Comparison } from './comparison.ts';
import { gauss32, type GoldenCase, GoldenTensors, noiseSeed } from './goldenFolder.ts';
import { replayHessians } from './hessianSection.ts';
import { replayUnrolled } from './unrolledSection.ts';
import { batchFeeds, checkStatistics, checkWeights, loadRecorded, norm, type Replay } from './replay.ts';
import { caseNetwork, HESSIANS, type ReplayGraph, stepGraph } from './supernetGraph.ts';
import { noAlphaStep, replayMeanShift, replayProbes, shiftOutputs } from './supernetSections.ts';

const specSchema = z.looseObject({
  space: z.enum(SPACE_NAMES),
  ...networkFields,
  eps_ms: z.number(),
  eps_sd: z.number(),
  ...shiftFields,
  ...sgdFields,
  ...adamFields,
  pgd_steps: z.int(),
  n_params: z.int(),
  genotype: z.unknown(),
});

export function replaySupernet(
  folder: string,
  name: string,
  golden: GoldenCase,
  precision: Precision,
  check: Comparison,
  progress: (label: string) => void,
): void {
  const spec = specSchema.parse(golden);
  const replay: Replay = {
    spec,
    net: caseNetwork(spec),
    input: new GoldenTensors(folder, `${name}.in.safetensors`),
    golden: new GoldenTensors(folder, `${name}.out.safetensors`),
    check,
    precision,
  };
  check.check('parameters', [replay.net.parameters.size], [spec.n_params]);
  progress('gradients');
  replayProbes(replay);
  progress('search step');
  replaySteps(replay);
  progress('sdarts');
  replaySdarts(replay);
  if (GoldenTensors.exists(folder, `${name}.hess.safetensors`)) {
    progress('hessians');
    const hessians = new GoldenTensors(folder, `${name}.hess.safetensors`);
    replayHessians(replay, hessians, HESSIANS);
    for (const tensor of hessians.unused()) check.problems.push(`golden tensor "${tensor}" was not computed`);
  }
  replayGenotype(replay, SPACES[spec.space], spec.genotype);
  checkNoise(replay);
  if (replay.golden.has('unrolled.grad_alpha.normal')) {
    progress('second order');
    replayUnrolled(replay);
  }
  for (const tensor of replay.golden.unused())
    check.problems.push(`golden tensor "${tensor}" was not computed`);
  for (const tensor of replay.input.unused()) check.problems.push(`input tensor "${tensor}" was not used`);
}

const perType = (parts: readonly string[]): string[] =>
  parts.flatMap((part) => CELL_TYPES.map((type) => `${part}.${type}`));

const STEP_OUTPUTS = [
  'step.loss',
  'step.logits',
  'step.gradNorm',
  'ms.losses',
  ...perType(['alpha.gradient', 'A']),
];
const MOVED_OUTPUTS = perType(['A']);
const ATTACK_OUTPUTS = [
  'adv.before',
  'adv.after',
  'adv.losses',
  ...perType(['adv.start', 'adv.gradient', 'adv.trajectory']),
];

function replaySteps(replay: Replay): void {
  const { spec, input } = replay;
  const graph = stepGraph(replay.net, spec, { method: 'ms-darts' }, replay.precision, [
    shiftOutputs(replay.net),
    STEP_OUTPUTS,
  ]);
  loadRecorded(replay, graph.session);
  const noise = Object.fromEntries(
    CELL_TYPES.map((type) => [`uniform.ms.${type}`, input.data(`ms.noise.${type}`)]),
  );
  replayMeanShift(replay, graph, {
    ...noAlphaStep(replay, spec.eps_ms),
    ...noise,
    ...graph.noise.feeds('step', -1),
  });
  loadRecorded(replay, graph.session);
  // One α forward, T·N of the mean shift, one of the weight step: the noise numbering goes on through both steps.
  const passes = spec.T * spec.N + 2;
  for (const k of [0, 1] as const) replayStep(replay, graph, k, k * passes);
  graph.session.dispose();
}

function replayStep(replay: Replay, { session, noise }: ReplayGraph, k: 0 | 1, pass: number): void {
  const { spec, input, golden, check } = replay;
  const [train, validation] = k === 0 ? (['train', 'val'] as const) : (['val', 'train'] as const);
  const t = k + 1;
  const size = spec.T * spec.N * sizeOf(input.get('alpha.normal').shape);
  const feeds: Record<string, Numbers> = {
    ...batchFeeds('train', replay, train),
    ...batchFeeds('validation', replay, validation),
    'alpha.on': Int32Array.of(1),
    'alpha.learningRate': Float64Array.of(spec.arch_lr),
    'adam.correction1': Float64Array.of(1 - spec.arch_betas[0] ** t),
    'adam.correction2': Float64Array.of(1 - spec.arch_betas[1] ** t),
    learningRate: Float64Array.of(spec.lr),
    epsilon: Float64Array.of(spec.eps_ms),
    ...noise.feeds('step', pass),
  };
  for (const type of CELL_TYPES)
    feeds[`uniform.ms.${type}`] = input.data(`step.noise.${type}`).slice(k * size, (k + 1) * size);
  const result: Partial<Record<string, Numbers>> = session.run(feeds, STEP_OUTPUTS);
  const name = `step${k}`;
  const compare = (tensor: string, value: Numbers): void =>
    check.check(`${name}.${tensor}`, value, golden.data(`${name}.${tensor}`));
  compare('loss', result['step.loss']!);
  compare('logits', result['step.logits']!);
  compare('grad_norm', result['step.gradNorm']!);
  compare('ms_loss', result['ms.losses']!);
  const states = perType(['state.alpha', 'state.adam.m', 'state.adam.v']);
  const after = session.run({}, [...states, 'state.w', 'state.mean', 'state.variance']);
  for (const type of CELL_TYPES) {
    compare(`alpha_grad.${type}`, result[`alpha.gradient.${type}`]!);
    compare(`ms_A.${type}`, result[`A.${type}`]!);
    compare(`alpha_after.${type}`, after[`state.alpha.${type}`]!);
    compare(`adam_m.${type}`, after[`state.adam.m.${type}`]!);
    compare(`adam_v.${type}`, after[`state.adam.v.${type}`]!);
  }
  check.check(`${name}.w_norm`, [norm(after['state.w']!)], golden.data(`${name}.w_norm`));
  if (golden.has(`${name}.w_after.stem.0.weight`)) checkWeights(replay, `${name}.w_after`, after['state.w']!);
  if (golden.has(`${name}.bn_after.stem.1.running_mean`))
    checkStatistics(replay, `${name}.bn_after`, after['state.mean']!, after['state.variance']!);
}

function replaySdarts(replay: Replay): void {
  const { spec, input, golden, check } = replay;
  for (const [method, section] of [
    ['sdarts-rs', 'rs'],
    ['sdarts-adv', 'adv'],
  ] as const) {
    const { session, noise } = stepGraph(replay.net, spec, { method }, replay.precision, [
      MOVED_OUTPUTS,
      ...(method === 'sdarts-adv' ? [ATTACK_OUTPUTS] : []),
    ]);
    loadRecorded(replay, session);
    const feeds: Record<string, Numbers> = {
      ...noAlphaStep(replay, spec.eps_sd),
      ...noise.feeds('step', -1),
    };
    for (const type of CELL_TYPES)
      feeds[`uniform.${section}.${type}`] = input.data(`${section}.noise.${type}`);
    const moved: Partial<Record<string, Numbers>> = session.run(feeds, MOVED_OUTPUTS);
    for (const type of CELL_TYPES)
      check.check(`${section}.A.${type}`, moved[`A.${type}`]!, golden.data(`${section}.A.${type}`));
    if (section === 'adv') replayAttack(replay, session, feeds);
    session.dispose();
  }
}

function replayAttack({ golden, check }: Replay, session: Session, feeds: Feeds): void {
  const result: Partial<Record<string, Numbers>> = session.run(feeds, ATTACK_OUTPUTS);
  check.check('adv.loss_before', result['adv.before']!, golden.data('adv.loss_before'));
  check.check('adv.loss_after', result['adv.after']!, golden.data('adv.loss_after'));
  check.check('adv.loss_steps', result['adv.losses']!, golden.data('adv.loss_steps'));
  const reverted = result['adv.before']![0]! > result['adv.after']![0]! ? 1 : 0;
  check.check('adv.reverted', [reverted], golden.data('adv.reverted'));
  for (const type of CELL_TYPES) {
    check.check(`adv.start.${type}`, result[`adv.start.${type}`]!, golden.data(`adv.start.${type}`));
    check.check(`adv.traj.${type}`, result[`adv.trajectory.${type}`]!, golden.data(`adv.traj.${type}`));
    const ascent = golden.data(`adv.grad_neg_loss.${type}`).map((value) => -value);
    check.check(`adv.grad_neg_loss.${type}`, result[`adv.gradient.${type}`]!, ascent);
  }
}

const cellSchema = z.array(z.tuple([z.string(), z.int()]));
const genotypeSchema = z.looseObject({ normal: cellSchema, reduce: cellSchema });

function replayGenotype({ input, check }: Replay, space: Space, expected: unknown): void {
  const wanted = genotypeSchema.parse(expected);
  const matrix = (name: string): number[][] => {
    const { shape } = input.get(name);
    const [rows = 0, columns = 0] = shape;
    const data = input.data(name);
    return Array.from({ length: rows }, (_, row) => [...data.slice(row * columns, (row + 1) * columns)]);
  };
  const alphas = { normal: matrix('alpha.normal'), reduce: matrix('alpha.reduce') };
  const derived = deriveGenotype(space, alphas);
  for (const type of CELL_TYPES) {
    const same = derived[type].every(({ operation, input: from }, i) => {
      const [name, index] = wanted[type][i] ?? [];
      return operation === name && from === index;
    });
    check.check(`genotype.${type}`, [same && derived[type].length === wanted[type].length ? 0 : 1], [0]);
  }
}

/** Where the recorded noise of S4 is stored, the stream that is fed must be the same. */
function checkNoise({ input, check }: Replay): void {
  for (const name of input.unused('noise.f')) {
    const [pass = 0, cell = 0, edge = 0] = name.match(/\d+/gu)?.map(Number) ?? [];
    const stored = input.data(name);
    check.check('noise.*', gauss32(noiseSeed(pass, cell, edge), stored.length), stored);
  }
}
