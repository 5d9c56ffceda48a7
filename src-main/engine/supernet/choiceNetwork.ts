/**
 * The supernet of NAS-Bench-1Shot1 (arXiv 2001.10422; automl/nasbench-1shot1: optimizers/darts/model_search.py):
 * stem, L cells with a max pool before cells L//3 and 2·L//3, then ReLU, 1×1 convolution and batch norm, global
 * average pool, linear classifier. All cells share their architecture.
 */
import {
  alphaTensors,
  nasbenchNodes,
  type NasbenchSpace,
  OPERATION_TENSOR,
} from '../../../src-shared/nasbench/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, relu } from '../tensorflow/ops/basic.ts';
import { matMul, maxPool } from '../tensorflow/ops/network.ts';
import { mean, pad } from '../tensorflow/ops/shape.ts';
import { choiceCell, convBatchNormRelu, type Layer } from './choiceBlock.ts';
import { BATCH_MOMENTUM, ParameterList } from './parameters.ts';
import { reductionCells } from './reductions.ts';
import type { Supernet, SupernetSpec } from './spec.ts';
import type { LogitTensor } from './tensors.ts';

export function choiceNetwork(spec: SupernetSpec<NasbenchSpace>): Supernet {
  const { space, layers, inputChannels, classes } = spec;
  const list = new ParameterList(spec.batchNormMomentum);
  let { channels } = spec;
  const stem = convBatchNormRelu(list, { name: 'stem.op', k: 3, inputs: inputChannels, outputs: channels });
  const nodes = nasbenchNodes(space);
  const cells: Layer[] = [];
  let inputs = channels;
  for (let index = 0; index < layers; index++) {
    const halves = reductionCells(layers).includes(index);
    if (halves) channels *= 2;
    const cell = choiceCell(list, { space, index, inputs, channels });
    cells.push((pass, x) => cell(pass, halves ? halved(x) : x));
    inputs = nodes * channels;
  }
  const last = postprocess(list, inputs, channels);
  const classifier = list.linear('classifier.weight', channels, classes);
  const bias = list.bias('classifier.bias', classes, channels);
  const alphas = logitTensors(space);
  return {
    spec,
    parameters: list,
    alphas,
    layers: Array.from({ length: layers }, () => alphas.map(({ name }) => name)),
    logits: (pass, x) => {
      let y = stem(pass, x);
      for (const cell of cells) {
        pass.beginCell?.();
        y = cell(pass, y);
      }
      const pooled = mean(last(pass, y), [1, 2]);
      return add(matMul(pooled, pass.weight(classifier)), pass.weight(bias));
    },
  };
}

/** ReLU, 1×1 convolution to the channels of a node, batch norm; it moves as PyTorch's does, whatever the others do. */
function postprocess(list: ParameterList, inputs: number, outputs: number): Layer {
  const kernel = list.conv('postprocess.op.1.weight', 1, inputs, outputs);
  const batchNorm = list.batchNorm('postprocess.op.2', outputs, false, { kernel, momentum: BATCH_MOMENTUM });
  return (pass, x) => pass.normalise(batchNorm, relu(x));
}

/** 2×2 max pool of stride 2 with a pixel of padding on all sides: 32 → 17 → 9. */
function halved(x: Value): Value {
  const padding = [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ] as const;
  return maxPool(pad(x, padding, -Infinity), 2, 2, 'VALID');
}

function logitTensors(space: NasbenchSpace): LogitTensor[] {
  return alphaTensors(space).map(({ name, shape: [rows, choices] }) => ({
    name,
    rows,
    chooses: name === OPERATION_TENSOR ? 'operation' : 'parents',
    choices,
    logits: choices,
    mixing: choices,
  }));
}
