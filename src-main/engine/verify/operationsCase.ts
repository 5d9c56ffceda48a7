/** Replays a golden case of kind `ops`: every operation alone, at stride 1 and 2. */
import { z } from 'zod';
import { OPERATIONS } from '../../../src-shared/space/spaces.ts';
import { updatedStatistics } from '../training/sgd.ts';
import { OPERATION_FACTORIES } from '../supernet/operations.ts';
import { fromTorch, ParameterList, toTorch } from '../supernet/parameters.ts';
import { EvalPass } from '../supernet/evalPass.ts';
import type { Pass, RunningStatistics } from '../supernet/pass.ts';
import { TrainPass } from '../supernet/trainPass.ts';
import { nodeSum } from '../supernet/cell.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import { type Precision, sizeOf, type Value } from '../tensorflow/graph.ts';
import { filled } from '../tensorflow/ops/basic.ts';
import { everySecondPixel } from '../tensorflow/ops/shape.ts';
import { zerosLike } from '../tensorflow/autodiff/rules.ts';
import { GraphBuilder, type Numbers, Session } from '../tensorflow/session.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors, toChannelsLast } from './goldenFolder.ts';

const specSchema = z.looseObject({ C: z.int(), keys: z.array(z.string()) });

export function replayOperations(
  folder: string,
  name: string,
  golden: GoldenCase,
  precision: Precision,
  check: Comparison,
): void {
  const spec = specSchema.parse(golden);
  const tensors = new GoldenTensors(folder, `${name}.safetensors`);
  for (const key of spec.keys) replayOperation(key, spec.C, tensors, precision, check);
  for (const tensor of tensors.unused()) check.problems.push(`golden tensor "${tensor}" was not computed`);
}

function replayOperation(
  key: string,
  channels: number,
  golden: GoldenTensors,
  precision: Precision,
  check: Comparison,
): void {
  const [operation = '', strideName = ''] = key.split('.');
  const known = OPERATIONS.find((each) => each === operation);
  if (!known) {
    check.unsupported.push(key);
    return;
  }
  const stride = strideName === 's2' ? 2 : 1;
  const list = new ParameterList();
  const place = { tensor: 'normal', cell: 0, row: 0, column: 0 };
  const apply = OPERATION_FACTORIES[known](list, { name: key, channels, stride, affine: false, place });

  const builder = new GraphBuilder(precision);
  const { graph } = builder;
  const { shape } = golden.get('in.x');
  const [batch = 0, , height = 0, width = 0] = shape;
  const x = builder.input('x', [batch, height, width, channels]);
  const upstream = builder.input('gy', [batch, height / stride, width / stride, channels]);
  const w = list.size > 0 ? builder.input('w', [list.size]) : filled(graph, 0, [0]);
  const noNoise = (): never => {
    throw new Error('no noise here');
  };
  const evaluated = (pass: Pass): Value => {
    const contribution = apply(pass, x);
    const strided = stride === 1 ? x : everySecondPixel(x, 0);
    return contribution ? nodeSum(pass, [contribution], [strided]) : zerosLike(strided);
  };
  const pass = new TrainPass(list, w, noNoise);
  const y = evaluated(pass);
  const [gx, gw] = gradients(y, upstream, [x, w]);
  const hasNorms = list.batchNorms.length > 0;
  const fresh: RunningStatistics = {
    mean: filled(graph, 0, [list.statistics]),
    variance: filled(graph, 1, [list.statistics]),
  };
  const running = hasNorms ? updatedStatistics(fresh, pass.batchStatistics()) : fresh;
  builder.output('y', y);
  builder.output('gx', gx ?? zerosLike(x));
  builder.output('gw', gw ?? zerosLike(w));
  builder.output('y_eval', evaluated(new EvalPass(list, w, running, batch, [noNoise])));
  builder.output('mean', running.mean);
  builder.output('variance', running.variance);

  const session = new Session(builder);
  const weights = list.parameters.flatMap((parameter) => [
    ...fromTorch(parameter, golden.data(`${key}.w.${parameter.name.slice(key.length + 1)}`)),
  ]);
  const feeds: Record<string, Numbers> = { x: golden.image('in.x'), gy: golden.image(`in.gy.${strideName}`) };
  if (list.size > 0) feeds['w'] = Float64Array.from(weights);
  const result = session.run(feeds, ['y', 'gx', 'gw', 'y_eval', 'mean', 'variance']);
  session.dispose();

  const image = (part: string): Float64Array =>
    toChannelsLast(golden.data(`${key}.${part}`), golden.get(`${key}.${part}`).shape);
  for (const part of ['y', 'gx', 'y_eval'] as const) check.check(`${key}.${part}`, result[part], image(part));
  let offset = 0;
  for (const parameter of list.parameters) {
    const part = Float64Array.from(result.gw.slice(offset, (offset += sizeOf(parameter.shape))));
    const tensor = `${key}.gw.${parameter.name.slice(key.length + 1)}`;
    check.check(tensor, toTorch(parameter, part), golden.data(tensor));
  }
  offset = 0;
  for (const { name, channels: size } of list.batchNorms) {
    const prefix = `${key}.bn_after.${name.slice(key.length + 1)}`;
    check.check(
      `${prefix}.running_mean`,
      result.mean.slice(offset, offset + size),
      golden.data(`${prefix}.running_mean`),
    );
    check.check(
      `${prefix}.running_var`,
      result.variance.slice(offset, offset + size),
      golden.data(`${prefix}.running_var`),
    );
    offset += size;
  }
}
