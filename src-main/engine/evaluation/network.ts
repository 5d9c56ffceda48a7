/**
 * The network that evaluates a genotype, as DARTS's `model.py` and the MS-DARTS authors have it: stem, L
 * cells with reductions at L//3 and 2·L//3, global average pool, linear classifier, and in training an
 * auxiliary head after the second reduction. Every batch norm is affine. Names are PyTorch state-dict names.
 */
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import type { EvalConfig, Stem } from '../../../src-shared/run/evalConfig.ts';
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import { reductionCells } from '../supernet/reductions.ts';
import { ParameterList } from '../supernet/parameters.ts';
import type { Pass } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add } from '../tensorflow/ops/basic.ts';
import { matMul } from '../tensorflow/ops/network.ts';
import { mean } from '../tensorflow/ops/shape.ts';
import { auxiliaryHead } from './auxiliaryHead.ts';
import { type DiscreteCell, discreteCell } from './discreteCell.ts';
import type { DropPath } from './dropPath.ts';
import { STEM_BUILDERS } from './stems.ts';

export interface EvaluationNetworkSpec {
  readonly genotype: Genotype;
  readonly channels: number;
  readonly layers: number;
  readonly stem: Stem;
  readonly auxiliary: boolean;
  readonly height: number;
  readonly width: number;
  readonly inputChannels: number;
  readonly classes: number;
}

export interface EvaluationOutputs {
  /** [B, classes] */
  readonly logits: Value;
  /** [B, classes], of the auxiliary head where the network has one. */
  readonly auxiliary?: Value;
}

export interface EvaluationNetwork {
  readonly spec: EvaluationNetworkSpec;
  /** Those of the auxiliary head come last. */
  readonly parameters: ParameterList;
  /** How many numbers of the parameters are the auxiliary head's. */
  readonly auxiliarySize: number;
  /** Branches that drop path may drop, as cell and kept edge, in the order they are numbered. */
  readonly branches: readonly (readonly [cell: number, edge: number])[];
  /** Images [B, H, W, inputChannels] → logits; without a drop path every branch is kept. */
  readonly outputs: (pass: Pass, x: Value, dropPath?: DropPath) => EvaluationOutputs;
}

/** The network that a configuration asks for, on images of this shape. */
export function networkSpec(
  config: EvalConfig,
  image: { readonly height: number; readonly width: number; readonly channels: number },
  classes: number,
): EvaluationNetworkSpec {
  const { channels, layers, stem, auxiliary } = config;
  const { height, width, channels: inputChannels } = image;
  const genotype = parseGenotype(config.genotype);
  return { genotype, channels, layers, stem, auxiliary, height, width, inputChannels, classes };
}

export function evaluationNetwork(spec: EvaluationNetworkSpec): EvaluationNetwork {
  const { genotype, layers, classes } = spec;
  const list = new ParameterList();
  const stem = STEM_BUILDERS[spec.stem](list, spec.channels, spec.inputChannels);
  let { previousPrevious, previous, afterReduction } = stem;
  let { channels } = spec;
  let auxiliaryInputs = 0;
  const branches: [number, number][] = [];
  const reductions = reductionCells(layers);
  const cells: DiscreteCell[] = [];
  for (let index = 0; index < layers; index++) {
    const type = reductions.includes(index) ? 'reduce' : 'normal';
    if (type === 'reduce') channels *= 2;
    const spec = { index, type, previousPrevious, previous, channels, afterReduction } as const;
    const cell = discreteCell(list, genotype, spec, branches);
    cells.push(cell);
    [previousPrevious, previous, afterReduction] = [previous, cell.outputs, type === 'reduce'];
    if (index === reductions[1]) auxiliaryInputs = cell.outputs;
  }
  const classifier = list.linear('classifier.weight', previous, classes);
  const bias = list.bias('classifier.bias', classes, previous);
  const { size } = list;
  const head = spec.auxiliary ? auxiliaryHead(list, spec.stem, auxiliaryInputs, classes) : undefined;
  return {
    spec,
    parameters: list,
    auxiliarySize: list.size - size,
    branches,
    outputs: (pass, x, dropPath) => {
      let [s0, s1] = stem.apply(pass, x);
      let auxiliary: Value | undefined;
      cells.forEach((cell, index) => {
        pass.beginCell?.();
        [s0, s1] = [s1, cell.apply(pass, s0, s1, dropPath)];
        if (index === reductions[1]) auxiliary = head?.(pass, s1);
      });
      const logits = add(matMul(mean(s1, [1, 2]), pass.weight(classifier)), pass.weight(bias));
      return auxiliary ? { logits, auxiliary } : { logits };
    },
  };
}
