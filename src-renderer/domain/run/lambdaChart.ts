/** λ_max over the epochs, with the line beyond which it counts as risen. */
import { quantity } from '../../lib/format.ts';
import { COLOURS, epochAxis, type ChartContext, type RunChart } from './chartParts.ts';
import { lambdaPoints } from './runHistory.ts';
import { earlyStop, STOP_FACTOR, stopLine } from './stopRule.ts';

/** Within a decade a logarithmic axis has no tick of its own: there it is linear. */
function lambdaScale(points: readonly { readonly value: number }[]): 'linear' | 'symlog' {
  const values = points.map(({ value }) => value).filter(Number.isFinite);
  return Math.min(...values) <= 0 || Math.max(...values) / Math.min(...values) > 10 ? 'symlog' : 'linear';
}

/** What DARTS-ES would have done so far, as a sentence. */
export function stopText({ config, history }: ChartContext): string {
  const stop = earlyStop(lambdaPoints(history.epochs), config.epochs);
  return stop === undefined
    ? 'DARTS-ES would not have ended this search so far.'
    : `DARTS-ES would have ended this search after epoch ${stop.epoch}, with the genotype of epoch ${stop.genotypeEpoch}.`;
}

function lambdaNote({ config, history }: ChartContext): string {
  const stop = earlyStop(lambdaPoints(history.epochs), config.epochs);
  const rule = stop === undefined ? 'ES goes on' : `ES stops at ${stop.epoch}`;
  return `dashed: ${STOP_FACTOR} × least · ${rule}`;
}

export const lambda: RunChart = {
  title: 'λ_max',
  shown: ({ curvature }) => curvature !== 'off',
  spec: (context) => {
    const points = lambdaPoints(context.history.epochs);
    return {
      title: 'λ_max of the validation loss',
      x: epochAxis(context),
      y: { label: 'λ_max', scale: lambdaScale(points) },
      series: [
        {
          name: `${STOP_FACTOR} × least so far`,
          colour: COLOURS.guide,
          dashed: true,
          stepped: true,
          points: stopLine(points).map(({ epoch, value }) => ({ x: epoch, y: value })),
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
