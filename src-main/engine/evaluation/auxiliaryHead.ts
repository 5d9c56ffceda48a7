/**
 * The auxiliary head of DARTS's networks: a second classifier on the maps after the second reduction, whose
 * loss helps training. The authors' ReLU works in place and so alters what the next cells read; they begin
 * with a ReLU themselves, so nothing depends on it (but for a network that ends there: L = 3).
 */
import { AUXILIARY } from '../../../src-shared/genotype/evaluationShape.ts';
import type { Stem } from '../../../src-shared/run/evalConfig.ts';
import type { ParameterList } from '../supernet/parameters.ts';
import type { Pass } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, relu } from '../tensorflow/ops/basic.ts';
import { avgPool, conv2d, matMul } from '../tensorflow/ops/network.ts';
import { reshape } from '../tensorflow/ops/shape.ts';

/** Maps [B, S, S, inputs] → logits [B, classes]. */
export function auxiliaryHead(
  list: ParameterList,
  stem: Stem,
  inputs: number,
  classes: number,
): (pass: Pass, x: Value) => Value {
  const { window, middle, features } = AUXILIARY;
  const name = 'auxiliary_head';
  const narrow = list.conv(`${name}.features.2.weight`, 1, inputs, middle);
  const narrowNorm = list.batchNorm(`${name}.features.3`, middle, true, { kernel: narrow });
  const wide = list.conv(`${name}.features.5.weight`, 2, middle, features);
  const wideNorm = AUXILIARY.lastNorm[stem]
    ? list.batchNorm(`${name}.features.6`, features, true)
    : undefined;
  const classifier = list.linear(`${name}.classifier.weight`, features, classes);
  const bias = list.bias(`${name}.classifier.bias`, classes, features);
  return (pass, x) => {
    const pooled = avgPool(relu(x), window, AUXILIARY.stride[stem], 'VALID');
    const y = conv2d(pass.normalise(narrowNorm, pooled, true), pass.weight(wide), 'VALID');
    const z = relu(wideNorm ? pass.normalise(wideNorm, y) : y);
    const flat = reshape(z, [z.shape[0] ?? 0, features]);
    return add(matMul(flat, pass.weight(classifier)), pass.weight(bias));
  };
}
