/** Replays Λ-DARTS: the gradients of each layer, and what both forms make of them in the weight step. */
import { z } from 'zod';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { scheduleFeeds } from '../search/scheduled.ts';
import { layerTypes } from '../supernet/reductions.ts';
import type { Feeds } from '../tensorflow/session.ts';
import { methodStep, WEIGHT_OUTPUTS } from './methodGraph.ts';
import {
  caseTensors,
  loadMethod,
  type MethodCase,
  type MethodReplay,
  methodReplay,
  reportUnused,
} from './methodReplay.ts';
import { type Results, run } from './methodSections.ts';
import { batchFeeds, checkWeights, norm } from './replay.ts';

const specSchema = z.looseObject({ epsilon_0: z.number(), lambda_: z.number() });

const FORMS = ['corr', 'signcorr'] as const satisfies readonly SearchConfig['lambdaForm'][];

const OUTPUTS = [
  ...WEIGHT_OUTPUTS,
  ...['correlation', 'epsilon', 'gradient', 'added', 'loss.minus', 'loss.plus'].map(
    (part) => `lambda.${part}`,
  ),
];

export function replayLambdaDarts(context: MethodCase): void {
  const tensors = caseTensors(context);
  const { epsilon_0: lambdaReach, lambda_: lambdaWeight } = specSchema.parse(context.golden);
  for (const lambdaForm of FORMS) {
    const knobs = { lambdaForm, lambdaReach, lambdaWeight };
    const replay = methodReplay(context, tensors, { method: 'lambda-darts', knobs });
    const result = weightStepOf(replay);
    checkLoss(replay, result);
    checkForm(replay, lambdaForm, result);
  }
  reportUnused(tensors, context.check);
}

/** The weight step in the last epoch, where λ is what the case has. */
function weightStepOf(replay: MethodReplay): Results {
  const { config } = replay;
  const perLayer = layerTypes(config.layers).flatMap((type, layer) => [
    `lambda.ofLayer.${layer}.${type}`,
    `lambda.move.${layer}.${type}`,
  ]);
  const outputs = [...OUTPUTS, ...perLayer];
  const session = methodStep(replay, outputs);
  loadMethod(replay, session);
  const feeds: Feeds = {
    ...batchFeeds('train', replay, 'train'),
    // No α step is taken: there is only one batch.
    ...batchFeeds('validation', replay, 'train'),
    ...scheduleFeeds(config, config.epochs - 1),
    'alpha.on': Int32Array.of(0),
    'alpha.learningRate': Float64Array.of(0),
    'adam.correction1': Float64Array.of(1),
    'adam.correction2': Float64Array.of(1),
    learningRate: Float64Array.of(0),
  };
  const result = run(session, feeds, outputs);
  session.dispose();
  return result;
}

function checkLoss(replay: MethodReplay, result: Results): void {
  const { golden, check, config } = replay;
  check.check('logits', result('step.logits'), golden.data('logits'));
  check.check('loss', result('step.loss'), golden.data('loss'));
  checkWeights(replay, 'ce.grad_w', result('lambda.gradient'));
  const seen = { normal: 0, reduce: 0 };
  layerTypes(config.layers).forEach((type, layer) => {
    const tensor = `layer_grad_A.${type}.${seen[type]++}`;
    check.check(tensor, result(`lambda.ofLayer.${layer}.${type}`), golden.data(tensor));
  });
}

function checkForm(replay: MethodReplay, form: SearchConfig['lambdaForm'], result: Results): void {
  const { golden, check, config } = replay;
  const compare = (part: string, numbers: ArrayLike<number>): void =>
    check.check(`${form}.${part}`, numbers, golden.data(`${form}.${part}`));
  compare('corr', result('lambda.correlation'));
  compare('epsilon', result('lambda.epsilon'));
  compare('loss_minus_pert', result('lambda.loss.minus'));
  compare('loss_plus_pert', result('lambda.loss.plus'));
  layerTypes(config.layers).forEach((type, layer) =>
    compare(`pert.cell${layer}`, result(`lambda.move.${layer}.${type}`)),
  );
  compare('grad_norm_reg', [norm(result('lambda.added'))]);
  compare('grad_norm_total', result('step.gradNorm'));
  if (golden.has(`${form}.reg.grad_w.stem.0.weight`))
    checkWeights(replay, `${form}.reg.grad_w`, result('lambda.added'));
}
