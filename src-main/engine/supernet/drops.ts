/**
 * What training leaves out at random: whole edges (drop path of R-DARTS, one draw an edge and image) and
 * values of skip connections (dropout of P-DARTS). What is kept counts 1/keep.
 */
import type { Shape, Value } from '../tensorflow/graph.ts';
import { add, cast, greater, integers } from '../tensorflow/ops/basic.ts';
import { statelessUniform } from '../tensorflow/ops/special.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';

export interface Drop {
  /** Probability of being kept, a scalar. */
  readonly keep: Value;
  /** 1 where something is kept, else 0: [B] for an edge, [B, H, W, C] for a skip connection. */
  readonly kept: (shape: Shape, cell: number, edge: number) => Value;
}

export interface Drops {
  readonly edge?: Drop | undefined;
  readonly skip?: Drop | undefined;
}

/** Keeps masks apart from the noise of S4, which is drawn from the same seed. */
const DROP_STREAM = 1;

/** A mask drawn anew for each use: a pure function of the fed `drop.seed` (int32 [2]) and the number of the use. */
export function drawnMasks(builder: GraphBuilder): (keep: Value) => Drop {
  const seed = builder.input('drop.seed', [2], 'int32');
  let draws = 0;
  return (keep) => ({
    keep,
    kept: (shape) => {
      const uniform = statelessUniform(add(seed, integers(builder.graph, [draws++, DROP_STREAM])), shape);
      return cast(greater(keep, uniform), 'real');
    },
  });
}
