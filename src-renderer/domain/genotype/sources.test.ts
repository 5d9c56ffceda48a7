import { describe, expect, it } from 'vitest';
import { matching, originText, publishedEntries, readText, sourceOf } from './sources.ts';

describe('the source of a genotype', () => {
  it('is read from the address: a run and epoch, a published name, a text, or nothing', () => {
    expect(sourceOf({ run: '01J', epoch: '3', text: 'G' })).toEqual({ kind: 'run', run: '01J', epoch: 3 });
    expect(sourceOf({ run: '01J', epoch: 'x' })).toEqual({ kind: 'run', run: '01J', epoch: undefined });
    expect(sourceOf({ name: 'DARTS_V2' })).toEqual({ kind: 'published', name: 'DARTS_V2' });
    expect([sourceOf({ text: 'G' }).kind, sourceOf({}).kind]).toEqual(['text', 'none']);
  });

  it('is told in one line, also of an edit', () => {
    const run = sourceOf({ run: '01J', epoch: '3' });
    expect(originText(run, 'ms-darts s5', false)).toBe('ms-darts s5, epoch 3');
    expect(originText(sourceOf({ run: '01J' }), undefined, true)).toBe('edited from 01J, final');
    expect(originText(sourceOf({ name: 'DARTS_V2' }), undefined, false)).toBe('DARTS_V2');
    expect(originText(sourceOf({ text: 'G' }), undefined, true)).toBe('');
  });
});

describe('the published genotypes', () => {
  it('that do not fit DARTS’s cell say why', () => {
    const nasnet = publishedEntries().find(({ name }) => name === 'NASNet')!;
    expect(nasnet.reading.problem).toBe(
      'Genotype cell "normal" has 10 edges; a cell has 8, 2 for each of its 4 nodes.',
    );
  });

  it('are found by words of name and source', () => {
    const found = matching(publishedEntries(), 's1  MS-darts', ({ name, source }) => `${name} ${source}`);
    expect(found.map(({ name }) => name)).toEqual(['c10_s1_ms', 'c100_s1_ms']);
  });
});

describe('a pasted text', () => {
  it('that is wrong is answered with place and remedy', () => {
    const reading = readText("Genotype(normal=[('sep_conv_3x4', 1)])");
    expect(reading).toEqual({
      problem: 'Genotype, line 1, column 19: unknown operation "sep_conv_3x4".',
      remedy: 'Did you mean sep_conv_3x3?',
    });
  });

  it('of NAS-Bench-1Shot1 is shown where it is sound, and told what is wrong with it where it is not', () => {
    const operations = Array<string>(4).fill('maxpool3x3');
    const text = (parents: number[][]): string =>
      JSON.stringify({ space: 'nb1shot1-1', operations, parents });
    const sound = readText(text([[], [0], [0, 1], [1, 2], [0, 1], [0, 4]]));
    expect(sound.architecture?.space.name).toBe('nb1shot1-1');
    expect(sound.problem).toContain('an architecture of NAS-Bench-1Shot1');
    const broken = readText(text([[], [0], [0, 1], [1, 2], [0, 1], [4]]));
    expect(broken.architecture).toBeUndefined();
    expect(broken.problem).toContain('vertex 5 has the parents [4]');
  });
});
