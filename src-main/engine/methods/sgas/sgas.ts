/**
 * SGAS (arXiv 1912.00195): every few epochs the surest edge of each cell type is decided for good; a node that
 * has its two edges loses the others, and the batch grows with the memory that becomes free.
 */
import { cellSpaceOf } from '../../../../src-shared/space/spaceOf.ts';
import { activeOf } from '../edgeChoices.ts';
import type { Method } from '../method.ts';
import { rules } from '../rules.ts';
import { decide, grownBatch, sgasGenotype, sgasSchema, startSgas } from './decisions.ts';

export const sgas: Method = {
  rules: rules(sgasSchema, {
    name: 'sgas',
    start: (config) => startSgas(cellSpaceOf(config)),
    active: activeOf,
    knobs: (state, config) => ({ batch: grownBatch(state, config) }),
    afterEpoch: (state, { config, space, alphas, epoch }) =>
      decide(state, { space, alphas, epoch, knobs: config }).state,
  }),
  derive: ({ space, alphas, state }) => sgasGenotype(space, alphas, sgasSchema.parse(state)),
};
