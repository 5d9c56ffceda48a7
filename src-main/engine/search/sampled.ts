/** What a training pass mixes with: the relaxation of the logits, or what the method draws from it. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { Method } from '../methods/method.ts';
import type { Supernet } from '../supernet/spec.ts';
import { each, mapped, type Tensors } from '../supernet/tensors.ts';
import type { Shape, Value } from '../tensorflow/graph.ts';
import type { DrawInput, DrawKind } from './draws.ts';
import { type Mixing, operationLogits, relaxed } from './mixing.ts';
import type { Scheduled } from './scheduled.ts';

export interface Sampling {
  readonly net: Pick<Supernet, 'spec' | 'alphas'>;
  readonly config: SearchConfig;
  readonly method: Method;
  readonly scheduled: Scheduled;
  /** An input that is drawn anew for each step. */
  readonly drawn: (name: string, input: DrawInput) => Value;
  readonly record: (name: string, value: Value) => void;
}

export function sampledMixing(sampling: Sampling, logits: Tensors<Value>): Mixing {
  const { net, config, method, scheduled, drawn, record } = sampling;
  const { spec, alphas } = net;
  const mixing = relaxed({ spec, method, auxiliary: scheduled.auxiliary }, logits);
  if (!method.sample) return mixing;
  const drawnForEach = (name: string, kind: DrawKind, shape?: Shape): Tensors<Value> =>
    mapped(mixing.A, (A, tensor, place) =>
      drawn(`${name}.${tensor}`, { kind, tensor, place, shape: shape ?? A.shape }),
    );
  const sample = method.sample({
    config,
    chooses: each(alphas, ({ chooses }) => chooses),
    logits: operationLogits(spec, logits),
    A: mixing.A,
    scheduled: scheduled.number,
    draw: (name, kind) => drawnForEach(name, kind),
    seed: (name) => drawnForEach(name, 'seed', [2]),
    record,
  });
  return { ...mixing, ...sample };
}
