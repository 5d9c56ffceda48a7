/** From the architecture logits α to the mixing weights A of the operations of each edge. */
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { Value } from '../tensorflow/graph.ts';
import { softmax } from '../tensorflow/ops/basic.ts';
import type { ArchitectureValues } from './state.ts';

/** A = softmax(α), [edges, K] per cell type. */
export function relaxed(architecture: PerCell<Pick<ArchitectureValues, 'alpha'>>): PerCell<Value> {
  return perCell((type) => softmax(architecture[type].alpha));
}
