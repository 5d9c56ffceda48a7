/** Replays Fair DARTS: its sigmoid mixture, the zero-one loss alone in both forms, and an α step with each. */
import { z } from 'zod';
import { adamFields, adamKnobs } from './caseFields.ts';
import { ALPHA_OUTPUTS } from './methodGraph.ts';
import {
  caseTensors,
  checkLogits,
  type MethodCase,
  type MethodReplay,
  methodReplay,
  reportUnused,
} from './methodReplay.ts';
import { bothCells, firstStep, regularisers, replayProbes } from './methodSections.ts';

const FORMS = ['l2', 'l1'] as const;

export function replayFairDarts(context: MethodCase): void {
  const tensors = caseTensors(context);
  const spec = z.looseObject({ ...adamFields, w01: z.number() }).parse(context.golden);
  const knobs = { ...adamKnobs(spec), zeroOneWeight: spec.w01 };
  FORMS.forEach((zeroOneLoss, index) => {
    const method = { method: 'fair-darts', knobs: { ...knobs, zeroOneLoss } } as const;
    const replay = methodReplay(context, tensors, method);
    if (index === 0)
      replayProbes(replay, [
        { name: 'fwd_train', mode: 'train' },
        { name: 'fwd_eval', mode: 'eval' },
      ]);
    replayForm(replay, zeroOneLoss, spec.w01);
  });
  reportUnused(tensors, context.check);
}

/** The engine's loss has its weight in it; the recorded one stands alone. */
function replayForm(replay: MethodReplay, form: string, weight: number): void {
  const { golden, check } = replay;
  const compare = (quantity: string, value: number): void =>
    check.check(`${form}.${quantity}`, [value], golden.data(`${form}.${quantity}`));
  const [alone] = regularisers(replay, [{}]);
  const added = alone!('regulariser')[0]!;
  compare('loss01', added / weight);
  compare('loss_01_unweighted', added / weight);
  const gradient = bothCells(alone!, 'regulariser.gradient');
  checkLogits(replay, ({ of }) => `${form}.grad01_alpha.${of}`, {
    normal: Float64Array.from(gradient.normal, (each) => each / weight),
    reduce: Float64Array.from(gradient.reduce, (each) => each / weight),
  });

  const { result, after } = firstStep(replay, { outputs: [...ALPHA_OUTPUTS, 'only.alphaStep'] });
  const loss = result('alpha.loss')[0]!;
  compare('loss_ce', loss);
  compare('loss_total', loss + added);
  checkLogits(replay, ({ of }) => `${form}.grad_alpha.${of}`, bothCells(result, 'alpha.gradient'));
  checkLogits(replay, ({ of }) => `${form}.alpha_after.${of}`, bothCells(after, 'state.alpha'));
  checkLogits(replay, ({ of }) => `${form}.adam_m.${of}`, bothCells(after, 'state.adam.m'));
  checkLogits(replay, ({ of }) => `${form}.adam_v.${of}`, bothCells(after, 'state.adam.v'));
}
