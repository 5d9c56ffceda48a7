/**
 * Exact Hessian-vector products of the validation loss over the architecture: the gradient graph
 * differentiated once more in forward mode. (Finite differences of the gradient are wrong here: ReLU and
 * max-pool kinks make their error 0.4–175 for steps 1e-2…1e-5.)
 */
import { batchInput, forwardPasses } from '../search/forward.ts';
import { crossEntropy } from '../training/loss.ts';
import type { NoiseInput } from '../supernet/noise.ts';
import { columnsOf, type Relaxation, relaxed } from '../search/mixing.ts';
import type { SearchState } from '../search/state.ts';
import type { Supernet } from '../supernet/spec.ts';
import { listOf, mapped } from '../supernet/tensors.ts';
import { tangents } from '../tensorflow/autodiff/forward.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import { add, identity, scalar, scale } from '../tensorflow/ops/basic.ts';
import { concat, flatten, reshape, split } from '../tensorflow/ops/shape.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';

export interface HessianSpec {
  /** Name of the inputs and outputs, `<name>.x`, `.y`, `.v` → `.gradient`, `.product`. */
  readonly name: string;
  readonly net: Supernet;
  readonly relaxation: Relaxation;
  readonly batch: number;
  /** α through the softmax (what the authors report), or the mixing weights A of the operations themselves. */
  readonly over: 'alpha' | 'A';
  readonly mode: 'train' | 'eval';
  /** Added to the diagonal: the authors differentiate L + ½ wd ‖α‖². */
  readonly weightDecay: number;
  readonly noise: NoiseInput;
}

/** Numbers in α flattened, tensor by tensor; A has as many unless edges have logits of their own. */
export function architectureSize({ alphas }: Supernet, over: HessianSpec['over']): number {
  return alphas.reduce(
    (size, { rows, logits, choices }) => size + rows * (over === 'alpha' ? logits : choices),
    0,
  );
}

export function buildHessian(builder: GraphBuilder, state: SearchState, spec: HessianSpec): void {
  const { name, net, over, mode, weightDecay } = spec;
  const { values } = state;
  const batch = batchInput(builder, name, net, spec.batch);
  const direction = builder.input(`${name}.v`, [architectureSize(net, over)]);
  const alphas = mapped(values.architecture, ({ alpha }) => alpha);
  const mixing = relaxed(spec.relaxation, alphas);
  // A point of its own: the gradient stops there, and no other part of the graph shares its nodes.
  const point = mapped(over === 'alpha' ? alphas : mixing.A, (of) => identity(of));
  const at = over === 'alpha' ? relaxed(spec.relaxation, point) : { ...mixing, A: point };
  const A = columnsOf(net.spec, at);
  const forward = forwardPasses(net, values.weights.w, spec.noise(name), { common: true });
  const logits =
    mode === 'train' ? forward.train(batch.x, A).logits : forward.evaluate(batch.x, A, values.running);
  const points = listOf(point);
  const loss = crossEntropy(logits, batch.y);
  const partial = gradients(loss, scalar(builder.graph, 1), points).map((gradient) => {
    if (!gradient) throw new Error('the loss does not depend on the architecture');
    return gradient;
  });
  const parts = split(
    direction,
    points.map((each) => each.shape[0]! * each.shape[1]!),
  );
  const seeds = points.map((of, index) => ({ of, tangent: reshape(parts[index]!, of.shape) }));
  const products = tangents(partial, seeds).map((product, index) => product ?? scale(points[index]!, 0));
  const flat = (tensors: typeof products): (typeof products)[number] => concat(tensors.map(flatten), 0);
  builder.output(`${name}.gradient`, add(flat(partial), scale(flat(points), weightDecay)));
  builder.output(`${name}.product`, add(flat(products), scale(direction, weightDecay)));
}
