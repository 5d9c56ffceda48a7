/** What the two networks of GDAS's own repository (xautodl/models/cell_searchs) have in common. */
import type { ParameterList } from '../../supernet/parameters.ts';
import type { TrainPass } from '../../supernet/trainPass.ts';
import type { Value } from '../../tensorflow/graph.ts';
import { add } from '../../tensorflow/ops/basic.ts';
import { conv2d, matMul } from '../../tensorflow/ops/network.ts';
import { mean } from '../../tensorflow/ops/shape.ts';
import type { Layer } from './operations.ts';

export interface GdasNetwork {
  readonly parameters: ParameterList;
  readonly logits: (pass: TrainPass, x: Value) => Value;
}

export interface GdasSpec {
  readonly operations: readonly string[];
  readonly channels: number;
  /** Searched cells between the reductions. */
  readonly cells: number;
  readonly classes: number;
}

export function stemOf(list: ParameterList, channels: number): Layer {
  const kernel = list.conv('stem.0.weight', 3, 3, channels);
  const batchNorm = list.batchNorm('stem.1', channels, true);
  return (pass, x) => pass.normalise(batchNorm, conv2d(x, pass.weight(kernel)));
}

/** Batch norm, ReLU, mean over the pixels, linear. */
export function headOf(list: ParameterList, channels: number, classes: number): Layer {
  const batchNorm = list.batchNorm('lastact.0', channels, true);
  const weight = list.linear('classifier.weight', channels, classes);
  const bias = list.bias('classifier.bias', classes, channels);
  return (pass, x) =>
    add(matMul(mean(pass.normalise(batchNorm, x, true), [1, 2]), pass.weight(weight)), pass.weight(bias));
}
