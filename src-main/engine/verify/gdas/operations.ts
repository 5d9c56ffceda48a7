/**
 * The operations of GDAS's own repository (xautodl/models/cell_operations.py): pools have no batch norm, and a
 * convolution has a bias where the batch norm after it has no β. x [B, H, W, inputs] → [B, H/s, W/s, outputs].
 */
import { OPERATION_FACTORIES } from '../../supernet/operations.ts';
import type { ParameterList, Place } from '../../supernet/parameters.ts';
import { strided } from '../../supernet/strided.ts';
import type { TrainPass } from '../../supernet/trainPass.ts';
import type { Value } from '../../tensorflow/graph.ts';
import { addN, relu } from '../../tensorflow/ops/basic.ts';
import { biasAdd, conv2d, depthwiseConv2d, pointwise } from '../../tensorflow/ops/network.ts';
import { concat, everySecondPixel, fromPhases, toPhases } from '../../tensorflow/ops/shape.ts';

export type Layer = (pass: TrainPass, x: Value) => Value;

export interface LayerSpec {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: 1 | 2;
}

type Factory = (list: ParameterList, spec: LayerSpec) => Layer | undefined;

/** By the authors' names; undefined: it adds nothing. */
const FACTORIES: Readonly<Record<string, Factory>> = {
  none: () => undefined,
  skip_connect: (list, spec) => (spec.stride === 1 ? (_, x) => x : factorizedReduce(list, spec)),
  nor_conv_1x1: (list, spec) => convolution(list, spec, 1),
  nor_conv_3x3: (list, spec) => convolution(list, spec, 3),
  dua_sepc_3x3: (list, spec) => dualSeparable(list, spec, 3),
  dua_sepc_5x5: (list, spec) => dualSeparable(list, spec, 5),
  dil_sepc_3x3: (list, spec) => separable(list, spec, 3, dilatedDepthwise),
  dil_sepc_5x5: (list, spec) => separable(list, spec, 5, dilatedDepthwise),
  avg_pool_3x3: (list, spec) => pooled(list, spec, 'avg_pool_3x3'),
  max_pool_3x3: (list, spec) => pooled(list, spec, 'max_pool_3x3'),
};

/** An edge: the sum of its operations times their weights, of which all but the drawn one's are 0. */
export function drawnEdge(
  list: ParameterList,
  operations: readonly string[],
  spec: LayerSpec,
  at: Omit<Place, 'column'>,
): Layer {
  const layers = operations.map((operation, k) => FACTORIES[operation]!(list, named(spec, `.${k}`)));
  return (pass, x) =>
    addN(
      layers.flatMap((layer, column) => {
        const place = { ...at, column };
        const brought = layer && pass.operation(place, () => pass.mixed(layer(pass, x), place));
        return brought ? [brought.value] : [];
      }),
    );
}

/** ReLU, k×k convolution, batch norm. */
export function convolution(
  list: ParameterList,
  { name, inputs, outputs, stride }: LayerSpec,
  k: number,
  affine = false,
): Layer {
  const convolved = biased(list, `${name}.op.1`, { inputs, outputs, k, affine });
  const batchNorm = list.batchNorm(`${name}.op.2`, outputs, affine);
  return (pass, x) => pass.normalise(batchNorm, convolved(pass, relu(x), stride));
}

/** ReLU, two 1×1 convolutions of stride 2 on even and on odd pixels, joined, batch norm. */
export function factorizedReduce(list: ParameterList, { name, inputs, outputs }: LayerSpec): Layer {
  const halves = [Math.floor(outputs / 2), outputs - Math.floor(outputs / 2)].map((half, i) =>
    biased(list, `${name}.convs.${i}`, { inputs, outputs: half, k: 1, affine: false }),
  );
  const batchNorm = list.batchNorm(`${name}.bn`, outputs, false);
  return (pass, x) => {
    const active = relu(x);
    const offsets = [0, 1] as const;
    const brought = offsets.map((offset) => halves[offset]!(pass, everySecondPixel(active, offset), 1));
    return pass.normalise(batchNorm, concat(brought, 3));
  };
}

function biased(
  list: ParameterList,
  name: string,
  { inputs, outputs, k, affine }: { inputs: number; outputs: number; k: number; affine: boolean },
): (pass: TrainPass, x: Value, stride: 1 | 2) => Value {
  const kernel = list.conv(`${name}.weight`, k, inputs, outputs);
  const bias = affine ? undefined : list.bias(`${name}.bias`, outputs, inputs * k * k);
  return (pass, x, stride) => {
    const y = strided(
      x,
      stride,
      (z, s, padding) => conv2d(z, pass.weight(kernel), padding, s),
      0,
      (k - 1) / 2,
    );
    return bias ? biasAdd(y, pass.weight(bias)) : y;
  };
}

type Depthwise = (x: Value, kernel: Value, stride: 1 | 2) => Value;

const plainDepthwise: Depthwise = (x, kernel, stride) => {
  const amount = ((kernel.shape[0] ?? 1) - 1) / 2;
  return strided(x, stride, (y, s, padding) => depthwiseConv2d(y, kernel, s, padding), 0, amount);
};

/** Dilation 2, as plain ones in the four pixel phases; stride 2 sees only the even one. */
const dilatedDepthwise: Depthwise = (x, kernel, stride) => {
  if (stride === 2) return depthwiseConv2d(everySecondPixel(x, 0), kernel, 1, 'SAME');
  const [, height = 0, width = 0] = x.shape;
  return fromPhases(depthwiseConv2d(toPhases(x), kernel, 1, 'SAME'), height, width);
};

/** ReLU, depthwise k×k, 1×1 convolution, batch norm. */
function separable(
  list: ParameterList,
  { name, inputs, outputs, stride }: LayerSpec,
  k: number,
  depthwise: Depthwise,
): Layer {
  const first = list.depthwise(`${name}.op.1.weight`, k, inputs);
  const kernel = list.conv(`${name}.op.2.weight`, 1, inputs, outputs);
  const bias = list.bias(`${name}.op.2.bias`, outputs, inputs);
  const batchNorm = list.batchNorm(`${name}.op.3`, outputs, false);
  return (pass, x) => {
    const y = depthwise(relu(x), pass.weight(first), stride);
    return pass.normalise(batchNorm, biasAdd(pointwise(y, pass.weight(kernel)), pass.weight(bias)));
  };
}

function dualSeparable(list: ParameterList, spec: LayerSpec, k: number): Layer {
  const first = separable(list, { ...named(spec, '.op_a'), outputs: spec.inputs }, k, plainDepthwise);
  const second = separable(list, { ...named(spec, '.op_b'), stride: 1 }, k, plainDepthwise);
  return (pass, x) => second(pass, first(pass, x));
}

/** A pool as it is in an evaluation: nothing follows it. */
function pooled(
  list: ParameterList,
  { name, outputs, stride }: LayerSpec,
  operation: 'avg_pool_3x3' | 'max_pool_3x3',
): Layer {
  const place = { tensor: 'normal', cell: 0, row: 0, column: 0 };
  const apply = OPERATION_FACTORIES[operation](list, {
    name,
    channels: outputs,
    stride,
    affine: true,
    place,
  });
  return (pass, x) => apply(pass, x)!.value;
}

export function named(spec: LayerSpec, part: string): LayerSpec {
  return { ...spec, name: `${spec.name}${part}` };
}
