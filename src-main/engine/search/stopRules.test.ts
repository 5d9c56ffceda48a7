import { describe, expect, it } from 'vitest';
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { searchConfigSchema, type SearchConfigInput } from '../../../src-shared/run/config.ts';
import { endOfSearch, type FinishedEpoch } from './stopRules.ts';

// Two skip connections in the normal cell, and one.
const TWO = genotypeToPython(publishedGenotype('DARTS_V2'));
const ONE = genotypeToPython(publishedGenotype('c10_s5_ms'));

function end(epochs: readonly Partial<FinishedEpoch>[], knobs: SearchConfigInput) {
  const config = searchConfigSchema.parse({ epochs: 50, ...knobs });
  return endOfSearch(
    epochs.map((epoch) => ({ genotype: ONE, ranking: '', lambdaMax: 0.2, ...epoch })),
    config,
  );
}

describe('a search', () => {
  it('goes on to its last epoch where it has no stop rule', () => {
    expect(end([{ genotype: TWO, ranking: 'a' }], { stopRule: 'none' })).toBeUndefined();
  });

  it('ends when λ_max rises, with an earlier genotype', () => {
    const rising = Array.from({ length: 30 }, (_, epoch) => ({ lambdaMax: 1.2 ** epoch }));
    expect(end(rising, { stopRule: 'eigenvalue' })).toMatchObject({ epoch: 10 });
    expect(end(rising.slice(0, 22), { stopRule: 'eigenvalue' })).toBeUndefined();
  });

  it('ends when there are too many skip connections, but not before its first α step', () => {
    const epochs = [{ genotype: TWO }, { genotype: ONE }, { genotype: TWO }];
    expect(end(epochs, { stopRule: 'skips', alphaStartEpoch: 1 })).toMatchObject({ epoch: 2 });
    expect(end(epochs, { stopRule: 'skips', alphaStartEpoch: 0 })).toMatchObject({ epoch: 0 });
    expect(end(epochs, { stopRule: 'skips', alphaStartEpoch: 0, maxSkips: 3 })).toBeUndefined();
  });

  it('ends when the order of its operations stays, counted from its first α step', () => {
    const epochs = ['a', 'a', 'a', 'b', 'b'].map((ranking) => ({ ranking }));
    const rule = { stopRule: 'ranking', stopPatience: 2 } as const;
    expect(end(epochs, { ...rule, alphaStartEpoch: 2 })).toMatchObject({ epoch: 4 });
    expect(end(epochs, { ...rule, alphaStartEpoch: 0 })).toMatchObject({ epoch: 1 });
  });
});

describe('a configuration whose stop rule cannot work', () => {
  it.each([
    [{ stopRule: 'eigenvalue', curvature: 'off' }, /curvature/u],
    [{ stopRule: 'ranking', space: 's2' }, /two operations with weights/u],
  ])('%j is refused', (knobs, message) => {
    expect(() => searchConfigSchema.parse(knobs)).toThrow(message);
  });
});
