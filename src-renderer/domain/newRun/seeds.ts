/** Seeds as people write them: `1-4, 7`; one run each. */

/** Runs started at once, at most: a typing error shall not start thousands. */
export const MOST_SEEDS = 100;
const LARGEST = 2 ** 31 - 1;

export interface Seeds {
  readonly seeds: readonly number[];
  readonly problem?: string;
}

function readPart(part: string): number[] | string {
  const match = /^(\d+)(?:-(\d+))?$/u.exec(part);
  if (match === null) return `“${part}” is no seed: write whole numbers and ranges, such as 1-4, 7.`;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  if (from > to) return `The range ${part} runs backwards: write ${to}-${from}.`;
  if (to > LARGEST) return `Seed ${to} is too large: at most ${LARGEST}.`;
  if (to - from >= MOST_SEEDS) return `${part} are ${to - from + 1} runs: at most ${MOST_SEEDS} at once.`;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The seeds of a text, each once, in their order; with what is wrong there are none. */
export function readSeeds(text: string): Seeds {
  const parts = text
    .replaceAll(/\s*[-–]\s*/gu, '-')
    .split(/[,\s]+/u)
    .filter((part) => part !== '');
  if (parts.length === 0) return { seeds: [], problem: 'There must be at least one seed. Write 1.' };
  const seeds = new Set<number>();
  for (const part of parts) {
    const read = readPart(part);
    if (typeof read === 'string') return { seeds: [], problem: read };
    for (const seed of read) seeds.add(seed);
  }
  if (seeds.size > MOST_SEEDS)
    return { seeds: [], problem: `These are ${seeds.size} runs: at most ${MOST_SEEDS} at once.` };
  return { seeds: [...seeds] };
}
