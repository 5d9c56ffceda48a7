/**
 * The selection of DARTS-PT (arXiv 2108.04392), for any search: after its epochs the supernet is trained on, and
 * every few epochs one edge of each cell type keeps the operation whose loss hurts most, later a node its two edges.
 */
import { cellSpaceOf } from '../../../../src-shared/space/spaceOf.ts';
import { activeOf, edgeChoicesSchema } from '../edgeChoices.ts';
import { rules } from '../rules.ts';
import { project, startProjection } from './projection.ts';

export const perturbationSelection = rules(edgeChoicesSchema, {
  name: 'perturbationSelection',
  start: (config) => startProjection(cellSpaceOf(config)),
  active: activeOf,
  afterEpoch: (state, { config, space, weights, epoch, next, random, measureTraining: measure }) => {
    if (!next?.tunes || (epoch + 1 - next.begins) % config.tuneEvery !== 0) return state;
    return project(state, { space, weights, random, measure, criterion: config.tuneCriterion });
  },
});
