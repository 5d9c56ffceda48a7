/** Cross-entropy of logits [B, classes] against labels [B]. */
import type { Value } from '../tensorflow/graph.ts';
import { cast, equal, argMax, logSoftmax, mul, neg, oneHot } from '../tensorflow/ops/basic.ts';
import { mean, reshape, sum } from '../tensorflow/ops/shape.ts';

/** Per image, [B]. */
export function crossEntropies(logits: Value, labels: Value): Value {
  const picked = mul(oneHot(labels, logits.shape[1] ?? 0), logSoftmax(logits));
  return neg(sum(picked, [1]));
}

/** Mean over the batch. */
export function crossEntropy(logits: Value, labels: Value): Value {
  return mean(crossEntropies(logits, labels));
}

/** Mean over the batch for each of N passes: logits [N·B, classes], labels [B] → [N]. */
export function crossEntropyOfEach(logits: Value, labels: Value): Value {
  const [rows = 0, classes = 0] = logits.shape;
  const images = labels.shape[0] ?? 1;
  const each = reshape(logSoftmax(logits), [rows / images, images, classes]);
  return neg(mean(sum(mul(each, oneHot(labels, classes)), [2]), [1]));
}

/** 1 where the largest logit is the label's, [B]. */
export function hits(logits: Value, labels: Value): Value {
  return cast(equal(argMax(logits), labels), 'real');
}
