/**
 * The supernet of spaces S1–S5: stem, L cells with reductions at L//3 and 2·L//3, global average pool,
 * linear classifier. Shapes and order are those of the MS-DARTS authors' code.
 */
import type { Space } from '../../../src-shared/space/spaces.ts';
import { add } from '../tensorflow/ops/basic.ts';
import { conv2d, matMul } from '../tensorflow/ops/network.ts';
import { mean } from '../tensorflow/ops/shape.ts';
import { searchCell } from './cell.ts';
import { ParameterList } from './parameters.ts';
import { layerTypes, refuseOddSides } from './reductions.ts';
import { alphasOf, type Supernet, type SupernetSpec } from './spec.ts';

const STEM_MULTIPLIER = 3;
/** A cell's output holds its four nodes. */
const CELL_MULTIPLIER = 4;

export function cellNetwork(spec: SupernetSpec<Space>): Supernet {
  refuseOddSides(spec);
  const list = new ParameterList(spec.batchNormMomentum);
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
