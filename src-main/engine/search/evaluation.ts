/** Loss and accuracy of the supernet on held-out images, batch norm in eval mode, at any A. */
import { EDGES, operationsPerEdge } from '../../../src-shared/space/spaces.ts';
import type { Supernet } from '../supernet/network.ts';
import { perCell } from '../supernet/perCell.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';
import { forwardPasses } from './forward.ts';
import { crossEntropies, hits } from '../training/loss.ts';
import type { NoiseInput } from '../supernet/noise.ts';
import type { SearchState } from './state.ts';
import { batchInput } from './step.ts';

/** Per image, [B]. */
export const EVALUATION_OUTPUTS = ['evaluation.losses', 'evaluation.hits'] as const;

/** Inputs `evaluation.x`, `.y`, `.A.<cell type>`; the outputs are `EVALUATION_OUTPUTS`. */
export function buildEvaluation(
  builder: GraphBuilder,
  state: SearchState,
  net: Supernet,
  batch: number,
  noise: NoiseInput,
): void {
  const { x, y } = batchInput(builder, 'evaluation', net, batch);
  const shape = [EDGES, operationsPerEdge(net.spec.space)];
  const A = perCell((type) => builder.input(`evaluation.A.${type}`, shape));
  const { weights, running } = state.values;
  const logits = forwardPasses(net, weights.w, noise('evaluation')).evaluate(x, A, running);
  builder.output('evaluation.losses', crossEntropies(logits, y));
  builder.output('evaluation.hits', hits(logits, y));
}
