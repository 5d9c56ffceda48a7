/**
 * P-DARTS (arXiv 1904.12760): stages of growing depth, each with new weights and alphas; between them every
 * edge loses its weakest operations. Skip connections have dropout, and few stay in the normal cell.
 */
import { cellSpaceOf } from '../../../../src-shared/space/spaceOf.ts';
import type { Method } from '../method.ts';
import { rules } from '../rules.ts';
import { pdartsGenotype } from './genotype.ts';
import { pdartsSchema, prunedAfterStage, startPdarts } from './pruning.ts';

export const pdarts: Method = {
  rules: rules(pdartsSchema, {
    name: 'pdarts',
    start: (config) => startPdarts(cellSpaceOf(config)),
    active: (state) => state,
    afterEpoch: prunedAfterStage,
  }),
  derive: ({ config, space, weights, state }) =>
    pdartsGenotype({ space, active: pdartsSchema.parse(state), weights, skipLimit: config.skipLimit }),
};
