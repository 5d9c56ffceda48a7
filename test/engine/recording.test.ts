/** The step of every method can be recorded on every space that it goes with. */
import { expect, it } from 'vitest';
import { METHOD_NAMES } from '../../src-shared/methods/names.ts';
import { presetConfig, presetKnobs } from '../../src-shared/run/presets.ts';
import { refusals } from '../../src-shared/run/refusals.ts';
import { SEARCH_SPACE_NAMES } from '../../src-shared/space/searchSpaces.ts';
import { CompiledSearch } from '../../src-main/engine/search/compiledSearch.ts';
import { holdsAtStart } from '../../src-main/engine/search/unit.ts';
import { SMALL_IMAGE, smallConfig } from '../fixtures/smallSearch.ts';

const PAIRS = METHOD_NAMES.flatMap((method) => SEARCH_SPACE_NAMES.map((space) => ({ method, space }))).filter(
  ({ method, space }) => refusals(presetKnobs(method, method, space)).length === 0,
);

it.each(PAIRS)('$method on $space', ({ method, space }) => {
  // λ_max doubles the graph, and is built for every method in test/engine/methods.
  const curvature = presetConfig(method).stopRule === 'eigenvalue' ? 'epoch' : 'off';
  const { config, active } = holdsAtStart(smallConfig(method, space, { curvature }));
  const { session } = new CompiledSearch(config, SMALL_IMAGE, 10, { active });
  const body = session.body(['step.loss']);
  expect(body.length).toBeGreaterThan(500);
  expect(body.some(({ op }) => op === 'AssignVariableOp')).toBe(true);
});
