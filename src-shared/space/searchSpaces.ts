/** All spaces that a search may have: cells with operations on their edges, and cells with operations on their nodes. */
import { NASBENCH_SPACE_NAMES, NASBENCH_SPACES, type NasbenchSpace } from '../nasbench/spaces.ts';
import { SPACE_NAMES, SPACES, type Space } from './spaces.ts';

export const SEARCH_SPACE_NAMES = [...SPACE_NAMES, ...NASBENCH_SPACE_NAMES] as const;
export type SearchSpaceName = (typeof SEARCH_SPACE_NAMES)[number];

export type SearchSpace = Space | NasbenchSpace;

export const SEARCH_SPACES: Readonly<Record<SearchSpaceName, SearchSpace>> = {
  ...SPACES,
  ...NASBENCH_SPACES,
};
