/** All methods by name: the only place that knows them all. */
import type { MethodName } from '../../../src-shared/run/config.ts';
import { betaDarts } from './betaDarts.ts';
import { darts } from './darts.ts';
import type { Method } from './method.ts';
import { msDarts } from './msDarts.ts';
import { sdartsAdv, sdartsRs } from './sdarts.ts';

export const METHODS: Readonly<Record<MethodName, Method>> = {
  'ms-darts': msDarts,
  darts,
  'sdarts-rs': sdartsRs,
  'sdarts-adv': sdartsAdv,
  'beta-darts': betaDarts,
};
