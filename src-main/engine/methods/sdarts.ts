import { clipToSimplex } from '../search/simplex.ts';
import { mapped, type Tensors } from '../supernet/tensors.ts';
import type { Value } from '../tensorflow/graph.ts';
import {
  add,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  scale,
  sign,
  sub,
  where,
} from '../tensorflow/ops/basic.ts';
import { pack } from '../tensorflow/ops/shape.ts';
import type { Method, PerturbContext } from './method.ts';

/** SDARTS-RS: A moves to a random point of its ε-box, clipped to the simplex. */
export const sdartsRs: Method = {
  perturb: (context) => randomPoint(context, 'rs'),
};

/**
 * SDARTS-ADV: from a random point of the ε-box, `attackSteps` steps of signed gradient ascent on the loss,
 * each projected to the box and then clipped to the simplex (which may leave the box); undone when the loss
 * did not grow.
 */
export const sdartsAdv: Method = {
  perturb: (context) => {
    const { config, A, epsilon, lossAt, gradientAt, record } = context;
    const before = lossAt(A);
    let point = randomPoint(context, 'adv');
    for (const [name, from] of Object.entries(point)) record(`adv.start.${name}`, from);
    const stepSize = scale(epsilon, 2 / config.attackSteps);
    const steps: { loss: Value; gradient: Tensors<Value>; point: Tensors<Value> }[] = [];
    for (let step = 0; step < config.attackSteps; step++) {
      const loss = lossAt(point);
      const gradient = gradientAt(loss, point);
      point = mapped(point, (from, name) => {
        const moved = sub(add(from, mul(stepSize, sign(gradient[name]!))), A[name]!);
        const inBox = minimum(maximum(moved, neg(epsilon)), epsilon);
        return clipToSimplex(add(A[name]!, inBox));
      });
      steps.push({ loss, gradient, point });
    }
    const after = lossAt(point);
    const worse = greater(before, after);
    const result = mapped(point, (found, name) => where(worse, A[name]!, found));
    record('adv.before', before);
    record('adv.after', after);
    record('adv.losses', pack(steps.map((each) => each.loss)));
    for (const name of Object.keys(A)) {
      record(`adv.gradient.${name}`, pack(steps.map((each) => each.gradient[name]!)));
      record(`adv.trajectory.${name}`, pack(steps.map((each) => each.point[name]!)));
    }
    return result;
  },
};

function randomPoint({ A, uniform }: PerturbContext, name: string): Tensors<Value> {
  const draw = uniform(name, []);
  return mapped(A, (from, tensor) => clipToSimplex(add(from, draw[tensor]!)));
}
