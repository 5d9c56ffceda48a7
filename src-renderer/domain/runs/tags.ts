/** Tags of runs. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';

/** Letters a tag may have; the contract's bound. */
const LONGEST = 40;

/** All tags in use, alphabetically. */
export function knownTags(runs: readonly RunSummary[]): string[] {
  return [...new Set(runs.flatMap(({ tags }) => tags))].sort((left, right) => left.localeCompare(right));
}

/** The tag in a text; neither tag nor problem for an empty one. */
export function readTag(text: string): { readonly tag?: string; readonly problem?: string } {
  const tag = text.trim();
  if (tag === '') return {};
  if (tag.includes(',')) return { problem: 'A tag has no comma: add one after the other.' };
  if (tag.length > LONGEST)
    return { problem: `A tag has at most ${LONGEST} letters, this one has ${tag.length}.` };
  return { tag };
}
