/** Replays a golden case of kind `eval`: the network of a genotype in training, with drop path, and in eval mode. */
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { evalConfigSchema } from '../../../src-shared/run/evalConfig.ts';
import { evaluationNetwork, type EvaluationNetwork } from '../evaluation/network.ts';
import { buildTest, buildTrainingStep, evaluationGraph } from '../evaluation/trainingStep.ts';
import type { Precision } from '../tensorflow/graph.ts';
import { type Feeds, GraphBuilder, Session } from '../tensorflow/session.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors } from './goldenFolder.ts';
import { checkStatistics, checkWeights, type NetworkReplay, recordedNetwork } from './replay.ts';

const specSchema = z.looseObject({
  genotype: z.string(),
  C: z.int(),
  layers: z.int(),
  resolution: z.int(),
  batch: z.int(),
  auxiliary: z.boolean(),
  auxiliary_weight: z.number(),
  drop_path_prob: z.number(),
  classes: z.int().default(10),
});
type EvaluationCase = z.infer<typeof specSchema>;

type Replay = NetworkReplay & { readonly net: EvaluationNetwork };

/** Outputs of a training step, and the golden tensors of a section they must equal. */
const STEP = [
  ['step.logits', 'logits'],
  ['step.auxiliaryLogits', 'logits_aux'],
  ['step.loss', 'loss'],
  ['step.mainLoss', 'loss_main'],
  ['step.auxiliaryLoss', 'loss_aux'],
  ['step.gradNorm', 'grad_norm'],
] as const;

export function replayEvaluation(
  folder: string,
  name: string,
  golden: GoldenCase,
  precision: Precision,
  check: Comparison,
): void {
  const spec = specSchema.parse(golden);
  const input = new GoldenTensors(folder, `${name}.in.safetensors`);
  const net = networkOf(spec);
  const replay = { net, input, golden: new GoldenTensors(folder, `${name}.out.safetensors`), check };
  const session = compile(spec, net, precision);
  const masks = input.data('droppath.masks');
  train(session, replay, 'train', { kept: masks.map(() => 1), probability: 0 });
  train(session, replay, 'droppath', { kept: masks, probability: spec.drop_path_prob });
  session.run(recordedNetwork(replay), ['loaded']);
  const result = session.run(batchFeeds('test', input), ['test.logits']);
  check.check('eval.logits', result['test.logits'], replay.golden.data('eval.logits'));
  session.dispose();
  check.check('droppath.order', net.branches.flat(), input.data('droppath.order'));
  for (const tensor of [...input.unused(), ...replay.golden.unused()])
    check.problems.push(`golden tensor "${tensor}" was not used`);
}

function networkOf({
  genotype,
  C,
  layers,
  resolution,
  auxiliary,
  classes,
}: EvaluationCase): EvaluationNetwork {
  return evaluationNetwork({
    genotype: publishedGenotype(genotype),
    channels: C,
    layers,
    stem: 'cifar',
    auxiliary,
    height: resolution,
    width: resolution,
    inputChannels: 3,
    classes,
  });
}

/** The step and the test that an evaluation compiles; knobs of the optimizer do not matter to what is compared. */
function compile(spec: EvaluationCase, net: EvaluationNetwork, precision: Precision): Session {
  const builder = new GraphBuilder(precision);
  const graph = evaluationGraph(builder, net, spec.batch, () => () => noNoise);
  const { auxiliary_weight: auxiliaryWeight, drop_path_prob: dropPath } = spec;
  const knobs = { kind: 'evaluation', genotype: spec.genotype, auxiliaryWeight, dropPath } as const;
  buildTrainingStep(builder, graph, evalConfigSchema.parse(knobs));
  buildTest(builder, graph);
  return new Session(builder);
}

function noNoise(): never {
  throw new PlateauError('Golden cases of evaluations have no noise operation.', 'Choose another genotype.');
}

/** One training step from the recorded state. */
function train(
  session: Session,
  replay: Replay,
  section: 'train' | 'droppath',
  { kept, probability }: { readonly kept: Float64Array; readonly probability: number },
): void {
  const { input, golden, check } = replay;
  session.run(recordedNetwork(replay), ['loaded']);
  const feeds: Feeds = {
    ...batchFeeds('train', input),
    learningRate: Float64Array.of(0),
    'dropPath.kept': kept,
    'dropPath.keep': Float64Array.of(1 - probability),
  };
  const result = session.run(feeds, [...STEP.map(([output]) => output), 'step.gradient']);
  for (const [output, tensor] of STEP)
    check.check(`${section}.${tensor}`, result[output], golden.data(`${section}.${tensor}`));
  if (section === 'droppath') return;
  checkWeights(replay, 'train.grad_w', result['step.gradient']);
  const after = session.run({}, ['state.mean', 'state.variance']);
  checkStatistics(replay, 'train.bn_after', after['state.mean'], after['state.variance']);
}

function batchFeeds(name: 'train' | 'test', input: GoldenTensors): Feeds {
  return { [`${name}.x`]: input.image('in.x'), [`${name}.y`]: Int32Array.from(input.data('in.y')) };
}
