/** Replays GDAS on the recorded draws: both forms of its gradient at both temperatures, and a step, weights first. */
import { z } from 'zod';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import type { Feeds, Numbers } from '../tensorflow/session.ts';
import { adamFields, gdasFields, gdasKnobs } from './caseFields.ts';
import type { GoldenTensors } from './goldenFolder.ts';
import { ALPHA_OUTPUTS, WEIGHT_OUTPUTS } from './methodGraph.ts';
import {
  caseTensors,
  checkLogits,
  type MethodCase,
  type MethodReplay,
  methodReplay,
  reportUnused,
} from './methodReplay.ts';
import { bothCells, firstStep, type ProbeRun, replayProbes } from './methodSections.ts';
import { checkRecordedWeights } from './replay.ts';

const specSchema = z.looseObject({
  ...gdasFields,
  ...adamFields,
});

export function replayGdas(context: MethodCase): void {
  const tensors = caseTensors(context);
  const spec = specSchema.parse(context.golden);
  const knobs = gdasKnobs(spec);
  for (const gumbelGradient of ['selected', 'full'] as const) {
    const method = { method: 'gdas', knobs: { ...knobs, gumbelGradient } } as const;
    const replay = methodReplay(context, tensors, method);
    replayProbes(
      replay,
      spec.taus.map((tau) => probeAt(replay, `${gumbelGradient}.tau${tau}`, tau)),
    );
    if (gumbelGradient === 'selected') replayStep(replay, spec.lr);
  }
  reportUnused(tensors, context.check);
}

function draws(input: GoldenTensors, phase: string, recorded: string): Feeds {
  return Object.fromEntries(
    CELL_TYPES.map((type) => [`draw.${phase}.gumbel.${type}`, input.data(`exp.${recorded}.${type}`)]),
  );
}

function temperature(tau: number): Feeds {
  return { 'schedule.temperature': Float64Array.of(tau) };
}

function probeAt({ input, golden, check }: MethodReplay, name: string, tau: number): ProbeRun {
  return {
    name,
    mode: 'train',
    feeds: { ...draws(input, 'probe', `tau${tau}`), ...temperature(tau) },
    more: (part) => {
      for (const type of CELL_TYPES) {
        const expected = golden.data(`${name}.index.${type}`);
        check.check(`${name}.index.${type}`, chosen(part(`ran.${type}`), expected.length), expected);
        const quantity = `${name}.probs.${type}`;
        check.check(quantity, part(`probabilities.${type}`), golden.data(quantity));
      }
    },
  };
}

/** The operation that ran on each edge; −1 where it was not exactly one. */
export function chosen(ran: Numbers, edges: number): number[] {
  const columns = ran.length / edges;
  return Array.from({ length: edges }, (_, edge) => {
    const row = [...ran.slice(edge * columns, (edge + 1) * columns)];
    return row.filter((each) => each === 1).length === 1 ? row.indexOf(1) : -1;
  });
}

/** The highest temperature, the one of the first epoch. */
function replayStep(replay: MethodReplay, learningRate: number): void {
  const { input, golden, check } = replay;
  const outputs = [...WEIGHT_OUTPUTS, ...ALPHA_OUTPUTS];
  const feeds = { ...draws(input, 'weights', 'step_w'), ...draws(input, 'alpha', 'step_a') };
  const { result, after } = firstStep(replay, { outputs, learningRate, feeds });
  const compare = (quantity: string, numbers: Numbers): void =>
    check.check(`step.${quantity}`, numbers, golden.data(`step.${quantity}`));
  compare('w_logits', result('step.logits'));
  compare('w_loss', result('step.loss'));
  compare('grad_norm_clip', result('step.gradNorm'));
  compare('a_logits', result('alpha.logits'));
  compare('a_loss', result('alpha.loss'));
  checkLogits(replay, ({ of }) => `step.grad_alpha.${of}`, bothCells(result, 'alpha.gradient'));
  checkLogits(replay, ({ of }) => `step.alpha_after.${of}`, bothCells(after, 'state.alpha'));
  // Weights of operations that did not run stay as they are.
  checkRecordedWeights(replay, 'step.w_after', after('state.w'));
}
