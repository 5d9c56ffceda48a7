/** λ_max over the epochs, with the line beyond which it counts as risen. */
import { eigenvalueStop, type EigenvalueStop } from '../../../src-shared/run/stopRules.ts';
import { quantity } from '../../lib/format.ts';
import { COLOURS, searchEpochs, type ChartContext, type RunChart } from './chartParts.ts';
import { lambdaPoints } from './runHistory.ts';
import { byStage } from './stageMarks.ts';
import { STOP_FACTOR, stopLine } from './stopRule.ts';

/** Within a decade a logarithmic axis has no tick of its own: there it is linear. */
function lambdaScale(points: readonly { readonly value: number }[]): 'linear' | 'symlog' {
  const values = points.map(({ value }) => value).filter(Number.isFinite);
  return Math.min(...values) <= 0 || Math.max(...values) / Math.min(...values) > 10 ? 'symlog' : 'linear';
}

/** The first stage that the rule would have ended, in epochs of the run. */
function stopOf({ config, history }: ChartContext): EigenvalueStop | undefined {
  const { stopFactor: factor, stopStart: start } = config;
  for (const { place, points } of byStage(config, lambdaPoints(history.epochs))) {
    const { begins, epochs } = place;
    const own = points.map(({ epoch, value }) => ({ epoch: epoch - begins, value }));
    const stop = eigenvalueStop(own, { epochs, factor, start });
    if (stop !== undefined)
      return { ...stop, decidedAt: begins + stop.decidedAt, stopEpoch: begins + stop.stopEpoch };
  }
  return undefined;
}

/** What DARTS-ES would have done so far, as a sentence. */
export function stopText(context: ChartContext): string {
  const stop = stopOf(context);
  return stop === undefined
    ? 'DARTS-ES would not have ended this search so far.'
    : `DARTS-ES would have ended this search after epoch ${stop.decidedAt}, with the genotype of epoch ${stop.stopEpoch}.`;
}

function lambdaNote(context: ChartContext): string {
  const stop = stopOf(context);
  const rule = stop === undefined ? 'ES goes on' : `ES stops at ${stop.decidedAt}`;
  return `dashed: ${STOP_FACTOR} × least · ${rule}`;
}

export const lambda: RunChart = {
  title: 'λ_max',
  shown: ({ curvature }) => curvature !== 'off',
  spec: (context) => {
    const points = lambdaPoints(context.history.epochs);
    return {
      title: 'λ_max of the validation loss',
      ...searchEpochs(context),
      y: { label: 'λ_max', scale: lambdaScale(points) },
      series: [
        {
          name: `${STOP_FACTOR} × least so far`,
          colour: COLOURS.guide,
          dashed: true,
          stepped: true,
          // A new stage may have other operations: it has a least value of its own.
          points: byStage(context.config, points).flatMap((stage) =>
            stopLine(stage.points).map(({ epoch, value }) => ({ x: epoch, y: value })),
          ),
        },
        {
          name: 'λ_max',
          colour: COLOURS.lambda,
          points: points.map(({ epoch, value }) => ({ x: epoch, y: value })),
        },
      ],
    };
  },
  value: ({ curvature }) => quantity(curvature?.lambdaMax),
  note: lambdaNote,
  steps: [],
};
