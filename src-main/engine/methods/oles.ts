/**
 * OLES, operation-level early stopping: an operation whose validation gradient no longer agrees with its
 * training gradient overfits, and its weights stop learning. In each α step the gradient of the validation
 * loss is compared with that of the training loss one weight step before, for each parameter tensor
 * (gradientAgreement.ts); the mean over those of an operation is averaged over olesWindow steps and then compared
 * with olesThreshold (operationStopping.ts). A frozen operation has no gradient (its part does not count when the
 * others are clipped), no decay and no momentum.
 */
import { mul } from '../tensorflow/ops/basic.ts';
import { gather } from '../tensorflow/ops/shape.ts';
import { clipping } from '../training/sgd.ts';
import { AGREEMENTS, parameterOfEachWeight } from './gradientAgreement.ts';
import { judged, learningParameters, startOles, stateSchema } from './operationStopping.ts';
import type { Method } from './method.ts';
import { rules } from './rules.ts';

export const oles: Method = {
  memory: ({ parameters }) => ({ previous: [parameters.size] }),
  weightGradient: ({ gradient, config, net, fed, memory, ofValidation, remember, record }) => {
    const list = net.parameters;
    record('oles.agreement', AGREEMENTS[config.olesForm](ofValidation(), memory['previous']!, list));
    const ids = parameterOfEachWeight(gradient, list);
    const learns = gather(fed('learns', [list.parameters.length]), ids);
    const learned = mul(gradient, learns);
    remember('previous', mul(learned, clipping(learned, config.gradClip).factor));
    return { gradient: learned, learns };
  },
  rules: rules(stateSchema, {
    name: 'oles',
    start: startOles,
    feeds: (state, net) => ({ 'fed.learns': learningParameters(state, net) }),
    outputs: ['oles.agreement'],
    afterStep: (state, seen, config, net) => judged(state, seen['oles.agreement']!, net, config),
  }),
};
