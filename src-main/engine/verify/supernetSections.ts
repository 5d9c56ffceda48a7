/** Sections that the cases of all supernets have: gradients of single passes, and one mean shift. */
import type { BatchNorm, Parameter } from '../supernet/parameters.ts';
import type { Supernet } from '../supernet/spec.ts';
import type { Feeds, Numbers } from '../tensorflow/session.ts';
import { batchFeeds, checkStatistics, checkWeights, loadRecorded, norm, type Replay } from './replay.ts';
import { probeGraph, probeOutputs, PROBES, type ReplayGraph } from './supernetGraph.ts';

/** These parts of every tensor. */
export function perTensor({ alphas }: Supernet, parts: readonly string[]): string[] {
  return parts.flatMap((part) => alphas.map(({ name }) => `${part}.${name}`));
}

export function shiftOutputs(net: Supernet): string[] {
  const parts = ['ms.raw', 'ms.clipped', 'ms.A', 'ms.squaredDistance', 'A0'];
  return ['ms.losses', 'ms.omega', ...perTensor(net, parts)];
}

/** Whether a golden file has the weights or statistics of a section shows in those of the stem. */
export function firstOf({ net }: Replay): [Parameter, BatchNorm] {
  return [net.parameters.parameters[0]!, net.parameters.batchNorms[0]!];
}

export function replayProbes(replay: Replay): void {
  const { golden, check } = replay;
  const [first, firstNorm] = firstOf(replay);
  const { session, noise } = probeGraph(replay.net, replay.spec, replay.precision);
  loadRecorded(replay, session);
  for (const probe of PROBES) {
    const { name, over } = probe;
    const feeds = {
      ...batchFeeds('probe', replay, over === 'alpha' ? 'val' : 'train'),
      ...noise.feeds(name, 0),
    };
    const result: Partial<Record<string, Numbers>> = session.run(feeds, probeOutputs(replay.net, probe));
    const value = (part: string): Numbers => result[`${name}.${part}`]!;
    check.check(`${name}.logits`, value('logits'), golden.data(`${name}.logits`));
    check.check(`${name}.loss`, value('loss'), golden.data(`${name}.loss`));
    for (const { name: of } of replay.net.alphas) {
      const tensor = `${name}.grad_${over}.${of}`;
      check.check(tensor, value(`gradient.${of}`), golden.data(tensor));
    }
    check.check(`${name}.grad_w_norm`, [norm(value('gradient.w'))], golden.data(`${name}.grad_w_norm`));
    if (golden.has(`${name}.grad_w.${first.name}`))
      checkWeights(replay, `${name}.grad_w`, value('gradient.w'));
    if (golden.has(`${name}.bn_after.${firstNorm.name}.running_mean`))
      checkStatistics(replay, `${name}.bn_after`, value('mean'), value('variance'));
  }
  session.dispose();
}

export function noAlphaStep(replay: Replay, epsilon: number): Feeds {
  const zero = new Float32Array([0]);
  const one = new Float32Array([1]);
  return {
    ...batchFeeds('train', replay, 'train'),
    ...batchFeeds('validation', replay, 'val'),
    'alpha.on': Int32Array.of(0),
    'alpha.learningRate': zero,
    'adam.correction1': one,
    'adam.correction2': one,
    epsilon: Float64Array.of(epsilon),
  };
}

/** One mean shift from the recorded point, every iteration; `epsilon` and the draws come with the feeds. */
export function replayMeanShift(replay: Replay, { session }: ReplayGraph, feeds: Feeds): void {
  const { spec, net, golden, check } = replay;
  const result: Partial<Record<string, Numbers>> = session.run(feeds, shiftOutputs(net));
  check.check('ms.loss', result['ms.losses']!, golden.data('ms.loss'));
  check.check('ms.omega', result['ms.omega']!, golden.data('ms.omega'));
  for (const { name } of net.alphas)
    for (const part of ['raw', 'clipped', 'A'])
      check.check(`ms.${part}.${name}`, result[`ms.${part}.${name}`]!, golden.data(`ms.${part}.${name}`));
  const kernel = (squared: number): number =>
    Math.exp((-0.5 * squared) / spec.h ** 2) / (spec.h * Math.sqrt(2 * Math.PI));
  const perTensor = net.alphas.map(({ name }) => result[`ms.squaredDistance.${name}`]!);
  const kernels = [...perTensor[0]!].flatMap((_, n) => perTensor.map((squared) => kernel(squared[n]!)));
  check.check('ms.kernel', kernels, golden.data('ms.kernel'));
  for (const { name } of net.alphas)
    check.check(`ms.A0.${name}`, result[`A0.${name}`]!, golden.data(`ms.A0.${name}`));
}
