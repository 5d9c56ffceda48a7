/** The hooks of all methods by name: the only place that knows them all. */
import type { MethodName } from '../../../src-shared/methods/names.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { betaDarts } from './betaDarts.ts';
import { da2s } from './da2s.ts';
import { perturbationSelection } from './dartsPt/perturbationSelection.ts';
import { drnas } from './drnas.ts';
import { fairDarts } from './fairDarts.ts';
import { gdas } from './gdas.ts';
import type { Method } from './method.ts';
import { lambdaDarts } from './lambdaDarts.ts';
import { msDarts } from './msDarts.ts';
import { oles } from './oles.ts';
import { pdarts } from './pdarts/pdarts.ts';
import { randomSearch } from './randomSearch.ts';
import type { Rules } from './rules.ts';
import { sdartsAdv, sdartsRs } from './sdarts.ts';
import { sgas } from './sgas/sgas.ts';
import { weightDecayRaised } from './weightDecayRaised.ts';

/** First-order DARTS: the base that every other method differs from. */
const plain: Method = {};

/** A method that is `plain` here differs in its knobs alone: `src-shared/methods/catalog.ts`. */
export const METHODS: Readonly<Record<MethodName, Method>> = {
  'ms-darts': msDarts,
  darts: plain,
  'darts-2nd': plain,
  'pc-darts': plain,
  gdas,
  'sdarts-rs': sdartsRs,
  'sdarts-adv': sdartsAdv,
  'r-darts-dp': plain,
  'r-darts-l2': plain,
  'darts-es': plain,
  'darts-ada': plain,
  'p-darts': pdarts,
  'darts-plus': plain,
  'fair-darts': fairDarts,
  sgas,
  da2s,
  'darts-pt': plain,
  'darts-minus': plain,
  'beta-darts': betaDarts,
  'lambda-darts': lambdaDarts,
  oles,
  drnas,
  random: randomSearch,
};

/** Everything that decides between steps and after epochs in a search: its method, its selection, its stop. */
export function rulesOf({ method, select, stopAction }: SearchConfig): Rules[] {
  const own = METHODS[method].rules;
  return [
    ...(own ? [own] : []),
    ...(select === 'perturbation' ? [perturbationSelection] : []),
    ...(stopAction === 'regularise' ? [weightDecayRaised] : []),
  ];
}
