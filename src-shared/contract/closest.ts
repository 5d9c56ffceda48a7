/** "Did you mean": the candidate nearest to a mistyped word. */

/** Edits (insert, delete, replace) that turn `a` into `b`: Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** The one candidate that differs least from `word`, by at most a third of its letters (at least one). */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const edits = new Map(
    candidates.map((candidate) => [candidate, distance(word.toLowerCase(), candidate.toLowerCase())]),
  );
  const least = Math.min(...edits.values());
  const best = [...edits].filter(([, count]) => count === least && count <= allowed);
  return best.length === 1 ? best[0]![0] : undefined; // among equals a guess would mislead
}
