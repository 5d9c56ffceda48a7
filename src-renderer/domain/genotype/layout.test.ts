import { describe, expect, it } from 'vitest';
import { PUBLISHED_GENOTYPES, publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { concatOf, isKept } from '../../../src-shared/genotype/types.ts';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import { curveThrough, LABEL_HEIGHT, layoutCell, OUTPUT, stateLabel, type CellLayout } from './layout.ts';
import { readText } from './sources.ts';

/** Every fourth, and those with dropped edges: enough kinds of cells, and quick. */
const GENOTYPES = PUBLISHED_GENOTYPES.flatMap(({ text }, place) => {
  const { genotype } = readText(text);
  return genotype === undefined || (place % 4 !== 0 && genotype.normal.every(isKept)) ? [] : [genotype];
});

function overlaps({ operations }: CellLayout): number {
  return operations.filter((left, place) =>
    operations
      .slice(place + 1)
      .some(
        (right) =>
          Math.abs(left.label.x - right.label.x) < (left.labelWidth + right.labelWidth) / 2 &&
          Math.abs(left.label.y - right.label.y) < LABEL_HEIGHT,
      ),
  ).length;
}

function coordinates(layout: CellLayout): number[] {
  const paths = [...layout.operations, ...layout.concat].map(({ path, head }) => path + head);
  return paths.flatMap((path) => path.match(/-?\d+(?:\.\d+)?|NaN/gu) ?? []).map(Number);
}

/** Ends and bends of curves (the last two numbers of each piece) that leave the frame. */
function outside({ operations, concat, width, height }: CellLayout): string[] {
  const pieces = [...operations, ...concat].flatMap(
    ({ path }) => path.match(/[-\d.]+ [-\d.]+(?=[C]|$)/gu) ?? [],
  );
  return pieces.filter((piece) => {
    const [x = NaN, y = NaN] = piece.split(' ').map(Number);
    return !(x >= 0 && x <= width && y >= 0 && y <= height);
  });
}

describe('the layout of a cell', () => {
  it.each(['LR', 'TB'] as const)(
    '%s holds published genotypes without names on top of each other',
    (direction) => {
      for (const genotype of GENOTYPES)
        for (const cell of CELL_TYPES) {
          const layout = layoutCell(genotype[cell], concatOf(genotype, cell), direction);
          expect(layout.operations).toHaveLength(genotype[cell].filter(isKept).length);
          expect(layout.concat).toHaveLength(concatOf(genotype, cell).length);
          expect(overlaps(layout)).toBe(0);
          expect(coordinates(layout).every(Number.isFinite)).toBe(true);
          expect(outside(layout)).toEqual([]);
        }
    },
  );

  it.each([
    ['LR', 'x'],
    ['TB', 'y'],
  ] as const)('%s lets every edge run forward, and stays within its frame', (direction, axis) => {
    const genotype = publishedGenotype('c10_s5_ms');
    const { width, height, states, operations } = layoutCell(
      genotype.normal,
      genotype.normalConcat,
      direction,
    );
    for (const { from, to } of operations) expect(states[to]![axis]).toBeGreaterThan(states[from]![axis]);
    for (const { x, y } of [...states, ...operations.map(({ label }) => label)]) {
      expect(x > 0 && x < width).toBe(true);
      expect(y > 0 && y < height).toBe(true);
    }
  });

  it('draws c_{k−2} above c_{k−1}, and each edge with its own operation', () => {
    const genotype = publishedGenotype('c10_s5_ms');
    const { states, operations } = layoutCell(genotype.normal, genotype.normalConcat, 'LR');
    expect(states[0]!.y).toBeLessThan(states[1]!.y);
    expect(operations.map(({ operation, from }) => ({ operation, input: from }))).toEqual(genotype.normal);
  });

  it('leaves dropped edges out, and knows the nodes that no edge leads to', () => {
    const { normal, normalConcat } = publishedGenotype('FairDARTS_a');
    const { states, operations } = layoutCell(normal, normalConcat, 'LR');
    expect(operations.map(({ index, from, to }) => [index, from, to])).toEqual([
      [0, 0, 2],
      [1, 1, 2],
      [4, 0, 4],
      [6, 0, 5],
    ]);
    expect(states.filter(({ bare }) => bare).map(({ state }) => state)).toEqual([3]);
  });

  it.each(['LR', 'TB'] as const)('%s keeps two edges from one state to one node apart', (direction) => {
    const [first, second, ...rest] = publishedGenotype('c10_s5_ms').normal;
    const both = [first!, { ...second!, operation: 'skip_connect', input: first!.input } as const, ...rest];
    const layout = layoutCell(both, [2, 3, 4, 5], direction);
    const [a, b] = layout.operations;
    expect([a!.from, a!.to]).toEqual([b!.from, b!.to]);
    expect(a!.path).not.toBe(b!.path);
    expect(a!.head).not.toBe(b!.head);
    expect(overlaps(layout)).toBe(0);
  });

  it('is the same for the same cell', () => {
    const genotype = publishedGenotype('DARTS_V2');
    const once = (): CellLayout => layoutCell(genotype.reduce, genotype.reduceConcat, 'LR');
    expect(once()).toEqual(once());
  });
});

describe('a state’s label', () => {
  it('is the one of the papers', () => {
    const labels = [0, 1, 2, 5, OUTPUT].map((state) => Object.values(stateLabel(state)).join(' '));
    expect(labels).toEqual(['c k−2', 'c k−1', '0 ', '3 ', 'c k']);
  });
});

describe('a curve', () => {
  it('goes through its points with tangents along the ranks', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 20 },
    ];
    expect(curveThrough(points, 'LR')).toBe('M0 0C5 0 5 20 10 20');
    expect(curveThrough(points, 'TB')).toBe('M0 0C0 10 10 10 10 20');
  });
});
