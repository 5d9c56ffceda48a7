import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { genotypeFigure } from './genotypeFigure.ts';

const GENOTYPE = publishedGenotype('c10_s5_ms');

describe('the figure of a genotype', () => {
  it.each(['LR', 'TB'] as const)(
    '%s draws every edge of both cells in its operation’s colour',
    (direction) => {
      const svg = genotypeFigure(GENOTYPE, 'c10_s5_ms', direction).svg();
      // sep_conv_3x3: six edges in the normal cell, four in the reduction.
      expect(svg.match(/fill="none" stroke="#009e73"/gu)).toHaveLength(10);
      expect(svg.match(/fill="none"/gu)).toHaveLength(16 + 8);
      expect(svg).not.toMatch(/NaN|undefined|var\(|class=|style=/u);
    },
  );

  it('neither draws nor lists dropped edges, and names the nodes without any', () => {
    const figure = genotypeFigure(publishedGenotype('FairDARTS_a'), 'fair', 'LR');
    const svg = figure.svg();
    // Four edges of the normal cell, eight of the reduction, four lines to the output of each.
    expect(svg.match(/fill="none"/gu)).toHaveLength(4 + 8 + 2 * 4);
    expect(svg).not.toContain('>none<');
    expect(svg.match(/>no edge</gu)).toHaveLength(1);
    expect(figure.csv()).not.toContain('none');
    expect(figure.csv().trimEnd().split('\n')).toHaveLength(1 + 4 + 8 + 2 * 4);
  });

  it('lists the edges and the concatenation as CSV', () => {
    const rows = genotypeFigure(GENOTYPE, 'c10_s5_ms', 'LR').csv().trimEnd().split('\n');
    expect(rows.slice(0, 3)).toEqual([
      'cell,from,to,operation',
      'normal,c_{k-1},0,sep_conv_3x3',
      'normal,c_{k-2},0,sep_conv_3x3',
    ]);
    expect(rows).toHaveLength(1 + 2 * (8 + 4));
    expect(rows.at(-1)).toBe('reduce,3,c_{k},concat');
  });
});
