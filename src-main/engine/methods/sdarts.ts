import { clipToSimplex } from '../search/simplex.ts';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
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
    for (const type of CELL_TYPES) record(`adv.start.${type}`, point[type]);
    const stepSize = scale(epsilon, 2 / config.attackSteps);
    const steps: { loss: Value; gradient: PerCell<Value>; point: PerCell<Value> }[] = [];
    for (let step = 0; step < config.attackSteps; step++) {
      const loss = lossAt(point);
      const gradient = gradientAt(loss, point);
      const from = point;
      point = perCell((type) => {
        const moved = sub(add(from[type], mul(stepSize, sign(gradient[type]))), A[type]);
        const inBox = minimum(maximum(moved, neg(epsilon)), epsilon);
        return clipToSimplex(add(A[type], inBox));
      });
      steps.push({ loss, gradient, point });
    }
    const after = lossAt(point);
    const worse = greater(before, after);
    const result = perCell((type) => where(worse, A[type], point[type]));
    record('adv.before', before);
    record('adv.after', after);
    record('adv.losses', pack(steps.map((each) => each.loss)));
    for (const type of CELL_TYPES) {
      record(`adv.gradient.${type}`, pack(steps.map((each) => each.gradient[type])));
      record(`adv.trajectory.${type}`, pack(steps.map((each) => each.point[type])));
    }
    return result;
  },
};

function randomPoint({ A, uniform }: PerturbContext, name: string): PerCell<Value> {
  const draw = uniform(name, []);
  return perCell((type) => clipToSimplex(add(A[type], draw[type])));
}
