/** Replays the golden cases of β-DARTS: the regulariser of one tensor of logits, its gradient and its ramp. */
import { z } from 'zod';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { betaDarts } from '../methods/betaDarts.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Precision } from '../tensorflow/graph.ts';
import { scalar } from '../tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../tensorflow/session.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors } from './goldenFolder.ts';

const caseSchema = z.looseObject({ weight_by_epoch: z.array(z.number()) });

export function replayBetaDarts(
  folder: string,
  name: string,
  golden: GoldenCase,
  precision: Precision,
  check: Comparison,
): void {
  const { weight_by_epoch: weights } = caseSchema.parse(golden);
  const config = searchConfigSchema.parse({ method: 'beta-darts', epochs: weights.length });
  const ramp = weights.map((_, epoch) => betaDarts.schedule?.(config, epoch)['beta'] ?? NaN);
  check.check('weight_by_epoch', ramp, weights);
  const input = new GoldenTensors(folder, `${name}.in.safetensors`);
  const output = new GoldenTensors(folder, `${name}.out.safetensors`);
  for (let t = 0; input.has(`t${t}.alpha`); t++) {
    const builder = new GraphBuilder(precision);
    const { graph } = builder;
    const alpha = builder.input('alpha', input.get(`t${t}.alpha`).shape);
    // The rule sums over two cell types: the same logits in both at half the weight are those of one tensor.
    const context = { config, alphas: { normal: alpha, reduce: alpha }, edges: undefined };
    const loss = betaDarts.regularise!({ ...context, scheduled: () => scalar(graph, 0.5) });
    builder.output('loss', loss);
    builder.output('grad', gradients(loss, scalar(graph, 1), [alpha])[0]!);
    const session = new Session(builder);
    const result = session.run({ alpha: input.data(`t${t}.alpha`) }, ['loss', 'grad']);
    session.dispose();
    for (const quantity of ['loss', 'grad'] as const)
      check.check(`t${t}.${quantity}`, result[quantity], output.data(`t${t}.${quantity}`));
  }
  for (const tensor of [...input.unused(), ...output.unused()])
    check.problems.push(`golden tensor "${tensor}" was not used`);
}
