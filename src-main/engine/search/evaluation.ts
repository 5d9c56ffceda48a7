/** Loss and accuracy of the supernet on held-out images at any mixing weights. */
import type { Supernet } from '../supernet/spec.ts';
import type { NoiseInput } from '../supernet/noise.ts';
import { each } from '../supernet/tensors.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';
import { crossEntropies, hits } from '../training/loss.ts';
import { batchInput, forwardPasses } from './forward.ts';
import type { SearchState } from './state.ts';

type Mode = 'eval' | 'train';

/** Name of an input or output of the evaluation whose batch norms are in this mode. */
export function evaluationPart(mode: Mode, part: string): string {
  return `${mode === 'eval' ? 'evaluation' : 'evaluation.train'}.${part}`;
}

/** Per image, [B]. */
export function evaluationOutputs(mode: Mode): string[] {
  return ['losses', 'hits'].map((part) => evaluationPart(mode, part));
}

export interface EvaluationSpec {
  readonly net: Supernet;
  readonly batch: number;
  readonly noise: NoiseInput;
  readonly mode: Mode;
}

/** Inputs `x`, `y`, `A.<tensor>` [edges, columns]; the outputs are `evaluationOutputs`. */
export function buildEvaluation(
  builder: GraphBuilder,
  state: SearchState,
  { net, batch, noise, mode }: EvaluationSpec,
): void {
  const part = (name: string): string => evaluationPart(mode, name);
  const { x, y } = batchInput(builder, part('x').slice(0, -'.x'.length), net, batch);
  const A = each(net.alphas, ({ name, rows, mixing }) => builder.input(part(`A.${name}`), [rows, mixing]));
  const { weights, running } = state.values;
  const forward = forwardPasses(net, weights.w, noise(part('')));
  const logits = mode === 'eval' ? forward.score(x, A, running) : forward.train(x, A).logits;
  builder.output(part('losses'), crossEntropies(logits, y));
  builder.output(part('hits'), hits(logits, y));
}
