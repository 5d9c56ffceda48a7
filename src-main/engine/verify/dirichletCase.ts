/** Replays the golden cases of DrNAS: concentrations, distance to the even Dirichlet, gradient through a sample. */
import { z } from 'zod';
import { concentration, dirichletAt, klToEven } from '../methods/dirichlet.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Precision } from '../tensorflow/graph.ts';
import { mul, scalar, scale } from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';
import { GraphBuilder, type Numbers, Session } from '../tensorflow/session.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors } from './goldenFolder.ts';

/** What PyTorch takes from `_dirichlet_grad`, series and rational fits that are exact to about 1e-3. */
const APPROXIMATED: ReadonlySet<string> = new Set(['grad_concentration', 'grad_alpha']);
/** Part of such a gradient's size by which it may differ. */
const APPROXIMATE = 1e-3;

const caseSchema = z.looseObject({ reg_scale: z.number() });

export function replayDirichlet(
  folder: string,
  name: string,
  golden: GoldenCase,
  precision: Precision,
  check: Comparison,
): void {
  const { reg_scale } = caseSchema.parse(golden);
  const input = new GoldenTensors(folder, `${name}.in.safetensors`);
  const output = new GoldenTensors(folder, `${name}.out.safetensors`);
  for (let t = 0; input.has(`t${t}.alpha`); t++) {
    const builder = new GraphBuilder(precision);
    const { shape } = input.get(`t${t}.alpha`);
    const alpha = builder.input('alpha', shape);
    const upstream = builder.input('grad_out', shape);
    const c = concentration(alpha);
    const distance = klToEven(alpha);
    const through = sum(mul(dirichletAt(alpha, builder.input('sample', shape)), upstream));
    const one = scalar(builder.graph, 1);
    const values = {
      concentration: c,
      kl_sum: distance,
      'kl_reg_1e-3.grad': gradients(scale(distance, reg_scale), one, [alpha])[0]!,
      grad_concentration: gradients(through, one, [c])[0]!,
      grad_alpha: gradients(through, one, [alpha])[0]!,
    };
    for (const [quantity, value] of Object.entries(values)) builder.output(quantity, value);
    const session = new Session(builder);
    const feeds = Object.fromEntries(
      ['alpha', 'sample', 'grad_out'].map((each) => [each, input.data(`t${t}.${each}`)]),
    );
    const result = session.run(feeds, Object.keys(values));
    session.dispose();
    for (const [quantity, numbers] of Object.entries(result)) {
      const expected = output.data(`t${t}.${quantity}`);
      if (APPROXIMATED.has(quantity)) compareRoughly(check, `t${t}.${quantity}`, numbers, expected);
      else check.check(`t${t}.${quantity}`, numbers, expected);
    }
  }
  for (const tensor of [...input.unused(), ...output.unused()])
    check.problems.push(`golden tensor "${tensor}" was not used`);
}

/** What exceeds `APPROXIMATE` must be 0; that the numbers agree no closer is said openly. */
function compareRoughly(check: Comparison, name: string, result: Numbers, expected: Float64Array): void {
  const size = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - result[i]!))) / size;
  check.check(`${name} (beyond ${APPROXIMATE} of its size)`, [Math.max(0, worst - APPROXIMATE)], [0]);
  check.unsupported.push(
    `${name} to full precision: PyTorch approximates it; the difference is ${worst.toExponential(1)} of its size`,
  );
}
