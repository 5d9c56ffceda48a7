/**
 * The supernet of spaces S1–S5: stem, L cells with reductions at L//3 and 2·L//3, global average pool,
 * linear classifier. Shapes and order are those of the MS-DARTS authors' code.
 */
import { PlateauError } from '../../../src-shared/errors.ts';
import type { CellType } from '../../../src-shared/space/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add } from '../tensorflow/ops/basic.ts';
import { conv2d, matMul } from '../tensorflow/ops/network.ts';
import { mean } from '../tensorflow/ops/shape.ts';
import { searchCell } from './cell.ts';
import { ParameterList } from './parameters.ts';
import type { Pass } from './pass.ts';
import { alphasOf, type SupernetSpec } from './spec.ts';
import type { LogitTensor } from './tensors.ts';

export interface Supernet {
  readonly spec: SupernetSpec;
  readonly parameters: ParameterList;
  /** Its tensors of logits. */
  readonly alphas: readonly LogitTensor[];
  /** Names of the tensors that each layer mixes with. */
  readonly layers: readonly (readonly string[])[];
  /** Images [B, H, W, inputChannels] → logits [B, classes], or [N·B, classes] for a pass at N points. */
  readonly logits: (pass: Pass, x: Value) => Value;
}

const STEM_MULTIPLIER = 3;
/** A cell's output holds its four nodes. */
const CELL_MULTIPLIER = 4;

export function supernet(spec: SupernetSpec): Supernet {
  refuseOddSides(spec);
  const list = new ParameterList();
  let channels = spec.channels;
  const stemChannels = STEM_MULTIPLIER * channels;
  const stem = list.conv('stem.0.weight', 3, spec.inputChannels, stemChannels);
  const stemNorm = list.batchNorm('stem.1', stemChannels, true);
  let [previousPrevious, previous, afterReduction] = [stemChannels, stemChannels, false];
  const cells = layerTypes(spec.layers).map((type, index) => {
    if (type === 'reduce') channels *= 2;
    const cell = searchCell(list, spec, {
      index,
      type,
      previousPrevious,
      previous,
      channels,
      afterReduction,
    });
    [previousPrevious, previous, afterReduction] = [previous, CELL_MULTIPLIER * channels, type === 'reduce'];
    return cell;
  });
  const classifier = list.linear('classifier.weight', previous, spec.classes);
  const bias = list.bias('classifier.bias', spec.classes, previous);
  return {
    spec,
    parameters: list,
    alphas: alphasOf(spec),
    layers: layerTypes(spec.layers).map((type) => [type]),
    logits: (pass, x) => {
      let s0 = pass.normalise(stemNorm, conv2d(x, pass.weight(stem)));
      let s1 = s0;
      for (const cell of cells) {
        pass.beginCell?.();
        [s0, s1] = [s1, cell(pass, s0, s1)];
      }
      return add(matMul(mean(s1, [1, 2]), pass.weight(classifier)), pass.weight(bias));
    },
  };
}

/** Indices of the two reduction cells. */
export function reductionCells(layers: number): readonly number[] {
  return [Math.floor(layers / 3), Math.floor((2 * layers) / 3)];
}

/** The cell type of each layer. */
export function layerTypes(layers: number): CellType[] {
  const reductions = reductionCells(layers);
  return Array.from({ length: layers }, (_, index) => (reductions.includes(index) ? 'reduce' : 'normal'));
}

/** Refuses images that the two reduction cells cannot halve. */
export function refuseOddSides({ height, width }: Pick<SupernetSpec, 'height' | 'width'>): void {
  if (height % 4 === 0 && width % 4 === 0 && height >= 8 && width >= 8) return;
  throw new PlateauError(
    `Images of ${height}×${width} pixels cannot be halved by both reduction cells: sides must be multiples of 4 and at least 8.`,
    'Add the data set with another size, e.g. `plateau dataset add … --size 32`.',
  );
}
