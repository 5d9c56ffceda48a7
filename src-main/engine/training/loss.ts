/** Cross-entropy of logits [B, classes] against labels [B]. */
import type { Value } from '../tensorflow/graph.ts';
import {
  add,
  argMax,
  cast,
  equal,
  inTopK,
  logSoftmax,
  mul,
  neg,
  oneHot,
  scale,
} from '../tensorflow/ops/basic.ts';
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

/**
 * Mean over the batch against a target of 1 − s on the label plus s/classes on every class (label smoothing,
 * arXiv 1512.00567): (1 − s)·H(label) + s·mean over the classes of −log p.
 */
export function smoothedCrossEntropy(logits: Value, labels: Value, smoothing: number): Value {
  const plain = crossEntropy(logits, labels);
  if (smoothing === 0) return plain;
  const spread = neg(mean(logSoftmax(logits)));
  return add(scale(plain, 1 - smoothing), scale(spread, smoothing));
}

/** Mean over the batch for each of N passes: logits [N·B, classes], labels [B] → [N]. */
export function crossEntropyOfEach(logits: Value, labels: Value): Value {
  const [rows = 0, classes = 0] = logits.shape;
  const images = labels.shape[0] ?? 1;
  const each = reshape(logSoftmax(logits), [rows / images, images, classes]);
  return neg(mean(sum(mul(each, oneHot(labels, classes)), [2]), [1]));
}

/** 1 where the label's logit is among the k largest, [B]. */
export function hitsWithin(logits: Value, labels: Value, k: number): Value {
  return cast(inTopK(logits, labels, Math.min(k, logits.shape[1] ?? 1)), 'real');
}

/** 1 where the largest logit is the label's, [B]. */
export function hits(logits: Value, labels: Value): Value {
  return cast(equal(argMax(logits), labels), 'real');
}
