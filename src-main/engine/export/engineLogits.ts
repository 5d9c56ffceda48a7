/** What the engine's own network computes: the logits that exported ones have to give. */
import type { EvaluationTensor } from '../evaluation/evaluationState.ts';
import type { EvaluationNetwork } from '../evaluation/network.ts';
import { EvalPass } from '../supernet/evalPass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { type Feeds, GraphBuilder, Session } from '../tensorflow/session.ts';
import type { TensorData } from '../tensorflow/variables.ts';
import { inBatches, type SampleImages } from './sampleImages.ts';
import { ScalePass } from './scalePass.ts';

export type NetworkState = TensorData<EvaluationTensor>;

function noNoise(): never {
  throw new Error('noise has no logits to compare');
}

interface Inputs {
  readonly builder: GraphBuilder;
  /** Images, [batch, H, W, C]. */
  readonly x: Value;
  readonly w: Value;
}

/** Runs what `build` makes outputs of; the session ends with `use`. */
async function withNetwork<T>(
  { spec, parameters }: EvaluationNetwork,
  { batch }: SampleImages,
  build: (inputs: Inputs) => void,
  use: (session: Session) => T | Promise<T>,
): Promise<T> {
  const builder = new GraphBuilder();
  const x = builder.input('x', [batch, spec.height, spec.width, spec.inputChannels]);
  build({ builder, x, w: builder.input('w', [parameters.size]) });
  const session = new Session(builder);
  try {
    return await use(session);
  } finally {
    session.dispose();
  }
}

/** [count · classes], batch norm with the running statistics. */
export function engineLogits(
  net: EvaluationNetwork,
  { w, mean, variance }: NetworkState,
  images: SampleImages,
): Promise<Float32Array> {
  const build = ({ builder, x, w: weights }: Inputs): void => {
    const running = {
      mean: builder.input('mean', [mean.length]),
      variance: builder.input('variance', [variance.length]),
    };
    const pass = new EvalPass(net.parameters, weights, running, images.batch, [noNoise]);
    builder.output('logits', net.outputs(pass, x).logits);
  };
  return withNetwork(net, images, build, (session) =>
    inBatches(images, (batch) => {
      const feeds: Feeds = { x: batch, w, mean, variance };
      return Float32Array.from(session.run(feeds, ['logits']).logits);
    }),
  );
}

/**
 * The state of an untrained network with running variances from the first images, one number a batch norm. At
 * their start of 1 the maps shrink from layer to layer, until in 20 cells all images get the same logits (to
 * 1e-8) and no comparison of them could fail; with full batch statistics rounding grows a thousandfold on the
 * way (1e-3 between float32 and float64).
 */
export function scaledState(
  net: EvaluationNetwork,
  state: NetworkState,
  images: SampleImages,
): Promise<NetworkState> {
  const build = ({ builder, x, w }: Inputs): void => {
    const pass = new ScalePass(net.parameters, w);
    net.outputs(pass, x);
    builder.output('variance', pass.variances());
  };
  return withNetwork(net, images, build, (session) => {
    const first = images.x.subarray(0, (images.x.length / images.count) * images.batch);
    const { variance } = session.run({ x: first, w: state.w }, ['variance']);
    return { ...state, variance: Float32Array.from(variance) };
  });
}
