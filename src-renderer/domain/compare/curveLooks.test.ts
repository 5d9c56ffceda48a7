import { describe, expect, it } from 'vitest';
import { assignLooks, CURVE_COLOURS } from './curveLooks.ts';

const ids = Array.from(
  { length: 24 },
  (_, index) => `01J9ZZZZZZZZZZZZZZZZZZZZ${String(index).padStart(2, '0')}`,
);
const text = (look: { colour: string; dashed: boolean } | undefined): string => JSON.stringify(look);

/** Relative luminance of WCAG. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(left: string, right: string): number {
  const [dark, light] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

describe('the looks of curves', () => {
  it('stand out on the panels of both themes', () => {
    for (const colour of CURVE_COLOURS)
      for (const panel of ['#ffffff', '#161a20']) expect(contrast(colour, panel)).toBeGreaterThanOrEqual(3);
  });

  it('are all different for twenty runs', () => {
    const looks = assignLooks(ids.slice(0, 20), new Map());
    expect(new Set([...looks.values()].map(text)).size).toBe(20);
  });

  it('are solid while there are solid ones', () => {
    const looks = [...assignLooks(ids.slice(0, 11), new Map()).values()];
    expect(looks.filter(({ dashed }) => dashed)).toHaveLength(1);
  });

  it('of a run alone follow from its id', () => {
    for (const id of ids)
      expect(text(assignLooks([id], new Map()).get(id))).toBe(text(assignLooks([id], new Map()).get(id)));
    expect(new Set(ids.map((id) => text(assignLooks([id], new Map()).get(id)))).size).toBeGreaterThan(4);
  });

  it('stay when runs come and go', () => {
    const known = new Map<string, number>();
    const first = assignLooks(ids.slice(0, 6), known);
    const more = assignLooks(ids.slice(0, 9), known);
    const fewer = assignLooks(ids.slice(3, 6), known);
    for (const id of ids.slice(0, 6)) expect(text(more.get(id))).toBe(text(first.get(id)));
    for (const id of ids.slice(3, 6)) expect(text(fewer.get(id))).toBe(text(first.get(id)));
  });

  it('are given even when there are more runs than looks', () => {
    expect(assignLooks(ids, new Map()).size).toBe(24);
  });
});
