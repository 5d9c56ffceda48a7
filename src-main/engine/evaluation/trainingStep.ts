/** One step of training an evaluation network, and its test: described here once, compiled once. */
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import type { Batch } from '../search/forward.ts';
import { EvalPass } from '../supernet/evalPass.ts';
import type { NoiseInput } from '../supernet/noise.ts';
import { TrainPass } from '../supernet/trainPass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, scale } from '../tensorflow/ops/basic.ts';
import { mean } from '../tensorflow/ops/shape.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';
import { Variables } from '../tensorflow/variables.ts';
import { crossEntropies, hits, hitsWithin, smoothedCrossEntropy } from '../training/loss.ts';
import { lossGradients } from '../training/lossGradients.ts';
import { sgd, updatedStatistics } from '../training/sgd.ts';
import { dropPath } from './dropPath.ts';
import { evaluationShapes, type EvaluationTensor } from './evaluationState.ts';
import type { EvaluationNetwork } from './network.ts';

export type TrainingKnobs = Pick<
  EvalConfig,
  | 'auxiliaryWeight'
  | 'dropPath'
  | 'labelSmoothing'
  | 'momentum'
  | 'weightDecay'
  | 'gradClip'
  | 'memory'
  | 'precision'
>;

export interface EvaluationGraph {
  readonly net: EvaluationNetwork;
  readonly batch: number;
  readonly variables: Variables<EvaluationTensor>;
  readonly noise: NoiseInput;
}

export const STEP_OUTPUTS = ['step.loss', 'step.accuracy', 'step.gradNorm'] as const;
/** Loss of the auxiliary head, in a network that has one. */
export const AUXILIARY_OUTPUT = 'step.auxiliaryLoss';
/** Per image, [B]. */
export const TEST_OUTPUTS = ['test.losses', 'test.hits', 'test.hits5'] as const;

/**
 * L = CE(logits) + weight · CE(auxiliary logits), then SGD; inputs `train.x`, `train.y`, `learningRate` and,
 * with drop path, `dropPath.kept` [branches, B] and `dropPath.keep`.
 */
export function buildTrainingStep(
  builder: GraphBuilder,
  graph: EvaluationGraph,
  config: TrainingKnobs,
): void {
  const { net, variables, noise } = graph;
  const { x, y } = batchInput(builder, 'train', graph);
  const weights = { w: variables.value('w'), momentum: variables.value('momentum') };
  const running = { mean: variables.value('mean'), variance: variables.value('variance') };
  const pass = new TrainPass(net.parameters, weights.w, noise('train')(0), { folds: builder.onCpu });
  const { logits, auxiliary } = net.outputs(pass, x, dropPathInput(builder, graph, config));
  const main = smoothedCrossEntropy(logits, y, config.labelSmoothing);
  const auxiliaryLoss = auxiliary && smoothedCrossEntropy(auxiliary, y, config.labelSmoothing);
  const loss = auxiliaryLoss ? add(main, scale(auxiliaryLoss, config.auxiliaryWeight)) : main;
  const twice = config.memory === 'lean' ? { parts: pass.cells } : {};
  const gradient = lossGradients(loss, [weights.w], config, twice)[0]!;
  const step = sgd(weights, gradient, builder.input('learningRate', []), config);
  const next = { ...step.weights, ...updatedStatistics(running, pass.batchStatistics()) };
  builder.output('step.loss', loss, variables.store(next));
  builder.output('step.accuracy', mean(hits(logits, y)));
  builder.output('step.gradNorm', step.gradNorm);
  if (auxiliaryLoss) builder.output(AUXILIARY_OUTPUT, auxiliaryLoss);
  // For `verify`.
  builder.output('step.logits', logits);
  builder.output('step.mainLoss', main);
  builder.output('step.gradient', gradient);
  if (auxiliary) builder.output('step.auxiliaryLogits', auxiliary);
}

function dropPathInput(
  builder: GraphBuilder,
  { net, batch }: EvaluationGraph,
  { dropPath: probability }: TrainingKnobs,
): ReturnType<typeof dropPath> | undefined {
  if (probability === 0 || net.branches.length === 0) return undefined;
  return dropPath(
    builder.input('dropPath.kept', [net.branches.length, batch]),
    builder.input('dropPath.keep', []),
  );
}

/** Losses and hits per image, batch norm in eval mode; inputs `test.x`, `test.y`. */
export function buildTest(builder: GraphBuilder, graph: EvaluationGraph): void {
  const { x, y } = batchInput(builder, 'test', graph);
  const logits = evalLogits(graph, x);
  builder.output('test.losses', crossEntropies(logits, y));
  builder.output('test.hits', hits(logits, y));
  builder.output('test.hits5', hitsWithin(logits, y, 5));
  builder.output('test.logits', logits);
}

/** Logits [B, classes] with the running statistics. */
function evalLogits({ net, variables, batch, noise }: EvaluationGraph, x: Value): Value {
  const running = { mean: variables.value('mean'), variance: variables.value('variance') };
  const pass = new EvalPass(net.parameters, variables.value('w'), running, batch, [noise('test')(0)]);
  return net.outputs(pass, x).logits;
}

/** The variables and the parts of a graph for a network. */
export function evaluationGraph(
  builder: GraphBuilder,
  net: EvaluationNetwork,
  batch: number,
  noise: NoiseInput,
): EvaluationGraph {
  return { net, batch, noise, variables: new Variables(builder, evaluationShapes(net.parameters)) };
}

function batchInput(builder: GraphBuilder, name: string, { net, batch }: EvaluationGraph): Batch {
  const { height, width, inputChannels } = net.spec;
  return {
    x: builder.input(`${name}.x`, [batch, height, width, inputChannels]),
    y: builder.input(`${name}.y`, [batch], 'int32'),
  };
}
