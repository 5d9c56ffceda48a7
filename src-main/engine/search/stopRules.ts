/** Whether a search ends before its last epoch, by the rule of its configuration; see `src-shared/run/stopRules.ts`. */
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { totalEpochs } from '../../../src-shared/run/stages.ts';
import { eigenvalueStop, rankingStop, skipStop } from '../../../src-shared/run/stopRules.ts';
import { skipCount } from '../../../src-shared/stats/cellMetrics.ts';

/** What a rule knows of a finished epoch. */
export interface FinishedEpoch {
  /** In the authors' notation. */
  readonly genotype: string;
  /** Order of the operations with weights on the edges of the normal cell. */
  readonly ranking: string;
  /** NaN where it was not measured. */
  readonly lambdaMax: number;
}

export interface EndOfSearch {
  /** The epoch whose genotype the search takes. */
  readonly epoch: number;
  /** For people: what the rule saw. */
  readonly reason: string;
}

type Rule = (
  epochs: readonly FinishedEpoch[],
  config: SearchConfig,
  since: number,
) => EndOfSearch | undefined;

const RULES: Readonly<Record<SearchConfig['stopRule'], Rule>> = {
  none: () => undefined,
  eigenvalue: (finished, config, since) => {
    const { stopFactor: factor, stopStart } = config;
    const points = finished.map(({ lambdaMax: value }, epoch) => ({ epoch, value })).slice(since);
    const start = Math.max(stopStart, since);
    const stop = eigenvalueStop(points, { epochs: totalEpochs(config), factor, start });
    if (!stop) return undefined;
    const reason = `mean λ_max rose to ${stop.ratio.toFixed(2)} times its value of epoch ${stop.stopEpoch}`;
    return { epoch: stop.stopEpoch, reason };
  },
  skips: (finished, { maxSkips, alphaStartEpoch }) => {
    // Genotypes before the first α step are those of the random start.
    const skips = finished.map(({ genotype }, epoch) =>
      epoch < alphaStartEpoch ? 0 : skipCount(parseGenotype(genotype).normal),
    );
    const stop = skipStop(skips, maxSkips);
    return (
      stop && {
        epoch: stop.stopEpoch,
        reason: `${skips[stop.stopEpoch]} skip connections in the normal cell`,
      }
    );
  },
  ranking: (finished, { stopPatience, alphaStartEpoch }) => {
    const rankings = finished.slice(alphaStartEpoch).map(({ ranking }) => ranking);
    const stop = rankingStop(rankings, stopPatience);
    return (
      stop && {
        epoch: alphaStartEpoch + stop.stopEpoch,
        reason: `the order of the operations with weights stayed for ${stopPatience} epochs`,
      }
    );
  },
};

/** Where the search ends after these epochs; undefined: it goes on. `since`: first epoch whose λ_max counts. */
export function endOfSearch(
  epochs: readonly FinishedEpoch[],
  config: SearchConfig,
  since = 0,
): EndOfSearch | undefined {
  return RULES[config.stopRule](epochs, config, since);
}
