import { sizeOf, type Value } from '../tensorflow/graph.ts';
import { div, integers, mul, sqrt } from '../tensorflow/ops/basic.ts';
import { gather, segmentSum } from '../tensorflow/ops/shape.ts';
import type { ParameterList } from '../supernet/parameters.ts';
import { judged, learningParameters, startOles, stateSchema } from './operationStopping.ts';
import type { Method } from './method.ts';
import { rules } from './rules.ts';

/**
 * OLES, operation-level early stopping: an operation whose validation gradient no longer agrees with its
 * training gradient overfits, and its weights stop learning. In each α step the gradient of the validation
 * loss is compared with that of the training loss one weight step before (a cosine, so it does not matter that
 * it is the one before clipping), for each parameter tensor; the mean over those of an operation is averaged
 * over olesWindow steps and then compared with olesThreshold (operationStopping.ts). A frozen operation has no
 * gradient (its part does not count when the others are clipped), no decay and no momentum.
 *
 * The authors' code takes the cosines along the output channels and averages those of a tensor; here, as in the
 * definition, a tensor is one vector.
 */
export const oles: Method = {
  memory: ({ parameters }) => ({ previous: [parameters.size] }),
  weightGradient: ({ gradient, net, fed, memory, ofValidation, remember, record }) => {
    const { parameters } = net.parameters;
    const ids = parameterOfEachWeight(gradient, net.parameters);
    record('oles.cosines', cosines(ofValidation(), memory['previous']!, ids, parameters.length));
    remember('previous', gradient);
    const learns = gather(fed('learns', [parameters.length]), ids);
    return { gradient: mul(gradient, learns), learns };
  },
  rules: rules(stateSchema, {
    name: 'oles',
    start: startOles,
    feeds: (state, net) => ({ 'fed.learns': learningParameters(state, net) }),
    outputs: ['oles.cosines'],
    afterStep: (state, seen, config, net) => judged(state, seen['oles.cosines']!, net, config),
  }),
};

/** Index of the parameter tensor that each weight belongs to, int32 [size]. */
function parameterOfEachWeight({ node }: Value, { parameters }: ParameterList): Value {
  return integers(
    node.graph,
    parameters.flatMap(({ shape }, index) => new Array<number>(sizeOf(shape)).fill(index)),
  );
}

/** Cosine of two flat gradients part by part, [n]; not a number where one of them is zero. */
export function cosines(a: Value, b: Value, ids: Value, n: number): Value {
  const dots = (x: Value, y: Value): Value => segmentSum(mul(x, y), ids, n);
  return div(dots(a, b), mul(sqrt(dots(a, a)), sqrt(dots(b, b))));
}
