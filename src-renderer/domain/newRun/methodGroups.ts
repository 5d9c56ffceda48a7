/** The methods as the form lists them. */
import { METHOD_NAMES, type MethodName } from '../../../src-shared/methods/names.ts';

/** What a method has to be better than. */
const BASELINES: readonly MethodName[] = ['random'];

export interface MethodGroup {
  readonly title: string;
  readonly methods: readonly MethodName[];
}

export const METHOD_GROUPS: readonly MethodGroup[] = [
  { title: 'Published methods', methods: METHOD_NAMES.filter((name) => !BASELINES.includes(name)) },
  { title: 'Baselines', methods: BASELINES },
];
