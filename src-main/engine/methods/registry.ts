/** The hooks of all methods by name: the only place that knows them all. */
import type { MethodName } from '../../../src-shared/methods/names.ts';
import { betaDarts } from './betaDarts.ts';
import type { Method } from './method.ts';
import { msDarts } from './msDarts.ts';
import { sdartsAdv, sdartsRs } from './sdarts.ts';

/** First-order DARTS: the base that every other method differs from. */
const plain: Method = {};

/** A method that is `plain` here differs in its knobs alone: `src-shared/methods/catalog.ts`. */
export const METHODS: Readonly<Record<MethodName, Method>> = {
  'ms-darts': msDarts,
  darts: plain,
  'darts-2nd': plain,
  'pc-darts': plain,
  gdas: plain,
  'sdarts-rs': sdartsRs,
  'sdarts-adv': sdartsAdv,
  'r-darts-dp': plain,
  'r-darts-l2': plain,
  'darts-es': plain,
  'darts-ada': plain,
  'p-darts': plain,
  'darts-plus': plain,
  'fair-darts': plain,
  sgas: plain,
  da2s: plain,
  'darts-pt': plain,
  'darts-minus': plain,
  'beta-darts': betaDarts,
  'lambda-darts': plain,
  oles: plain,
  drnas: plain,
  random: plain,
};
