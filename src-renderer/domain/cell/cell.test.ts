import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import Papa from 'papaparse';
import { deriveGenotype } from '../../../src-shared/genotype/derive.ts';
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import { CELL_EDGES, EDGES, SPACES, operationsPerEdge } from '../../../src-shared/space/spaces.ts';
import { bundlesOf, describeBundle, edgeName, keptLabel, leader } from './bundles.ts';
import { unevenWeights } from './cell.fixture.ts';
import { cellFigure } from './cellFigure.ts';
import { offsetCurve, pathOf, pointAt, type Cubic } from './curve.ts';
import { BUNDLE, CELL_VIEW, CONCAT_PATHS, EDGE_CURVES, NODE_PLACES } from './places.ts';

const space = SPACES.s5;
const weights = unevenWeights(space);
const logits = weights.map((row) => row.map(Math.log));
const genotype = deriveGenotype(space, { normal: logits, reduce: logits });

describe('the places of a cell', () => {
  test('all nodes and edges lie inside the drawing', () => {
    for (const { x, y, width, height } of NODE_PLACES) {
      expect(x - width / 2).toBeGreaterThanOrEqual(0);
      expect(x + width / 2).toBeLessThanOrEqual(CELL_VIEW.width);
      expect(y - height / 2).toBeGreaterThanOrEqual(0);
      expect(y + height / 2).toBeLessThanOrEqual(CELL_VIEW.height);
    }
    for (const curve of EDGE_CURVES)
      for (const t of [0, 0.25, 0.5, 0.75, 1]) {
        const { x, y } = pointAt(curve, t);
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(CELL_VIEW.width);
        expect(y).toBeGreaterThan(BUNDLE / 2);
        expect(y).toBeLessThan(CELL_VIEW.height - BUNDLE / 2);
      }
  });

  test('an edge runs from the right side of its input to the left side of its node', () => {
    for (const [edge, { input, node }] of CELL_EDGES.entries()) {
      const [start, , , end] = EDGE_CURVES[edge]!;
      const [from, to] = [NODE_PLACES[input]!, NODE_PLACES[node + 2]!];
      expect([start.x, end.x]).toEqual([from.x + from.width / 2, to.x - to.width / 2]);
      expect(Math.abs(start.y - from.y) + BUNDLE / 2).toBeLessThanOrEqual(from.height / 2);
      expect(Math.abs(end.y - to.y) + BUNDLE / 2).toBeLessThanOrEqual(to.height / 2);
    }
  });

  test('no edge runs through a node that it does not touch', () => {
    for (const [edge, { input, node }] of CELL_EDGES.entries())
      for (const place of NODE_PLACES.filter(({ state }) => state !== input && state !== node + 2))
        for (let t = 0; t <= 1; t += 0.02) {
          const { x, y } = pointAt(EDGE_CURVES[edge]!, t);
          const inside = Math.abs(x - place.x) < place.width / 2 && Math.abs(y - place.y) < place.height / 2;
          expect(inside, `${edgeName(edge)} through state ${place.state} at t = ${t}`).toBe(false);
        }
  });

  test('every node has a thin line to the output', () => {
    expect(CONCAT_PATHS.map(({ state }) => state)).toEqual([2, 3, 4, 5]);
  });
});

describe('an offset curve', () => {
  test('of a straight line is the line beside it', () => {
    const line: Cubic = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 0 },
      { x: 30, y: 0 },
    ];
    expect(pathOf(offsetCurve(line, 4))).toBe('M0 4C10 4 20 4 30 4');
  });

  test('keeps its distance along the edges of a cell within a pixel', () => {
    for (const curve of EDGE_CURVES) {
      const beside = offsetCurve(curve, 6);
      for (let t = 0; t <= 1; t += 0.1) {
        const at = pointAt(beside, t);
        const nearest = Math.min(
          ...Array.from({ length: 401 }, (_, i) => {
            const point = pointAt(curve, i / 400);
            return Math.hypot(point.x - at.x, point.y - at.y);
          }),
        );
        expect(Math.abs(nearest - 6)).toBeLessThan(1);
      }
    }
  });
});

describe('the bundles of a cell', () => {
  test('have strands whose widths add up to the bundle, in the order of the space', () => {
    for (const { edge, strands } of bundlesOf({ cell: 'normal', space, weights })) {
      expect(strands.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(BUNDLE, 9);
      expect(strands.map(({ operation }) => operation)).toEqual(space.operations.normal[edge]);
    }
  });

  test('mark the strands that the genotype keeps: eight, two a node', () => {
    const kept = bundlesOf({ cell: 'normal', space, weights, genotype }).filter(({ strands }) =>
      strands.some((strand) => strand.kept),
    );
    expect(kept.map(({ edge }) => CELL_EDGES[edge]!.node)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(kept.flatMap(({ strands }) => strands.filter((strand) => strand.kept))).toHaveLength(8);
  });

  test('mark two strands where both edges of a node have one input, and none for a dropped edge', () => {
    const two = parseGenotype(
      "Genotype([('skip_connect', 2, 1), ('sep_conv_3x3', 2, 1)], range(2, 6), [('none', 2, 0)], range(2, 6))",
    );
    const bundles = bundlesOf({ cell: 'normal', space, weights, genotype: two });
    expect(keptLabel(bundles[1]!)).toBe('skip + sep 3');
    expect(describeBundle(bundles[1]!)).toMatch(/; the genotype keeps skip_connect and sep_conv_3x3$/u);
    expect(bundles.flatMap(({ strands }) => strands.filter(({ kept }) => kept))).toHaveLength(2);
    const reduce = bundlesOf({ cell: 'reduce', space, weights, genotype: two });
    expect(reduce.flatMap(({ strands }) => strands.filter(({ kept }) => kept))).toEqual([]);
    expect(reduce.map(keptLabel)).toEqual(reduce.map(() => undefined));
  });

  test('are drawn thinner where weights of an edge add up to more than one, all of a cell alike', () => {
    const sigmoids = weights.map((row, edge) => row.map(() => (edge === 3 ? 0.5 : 0.1)));
    const widths = bundlesOf({ cell: 'normal', space, weights: sigmoids }).map(({ strands }) =>
      strands.reduce((sum, { width }) => sum + width, 0),
    );
    expect(widths[3]).toBeCloseTo(BUNDLE, 9);
    expect(widths[0]).toBeCloseTo(BUNDLE / 5, 9);
  });

  test('are drawn for any weights, diverged ones included, without NaN', () => {
    const number = fc.oneof(fc.double({ min: 0, max: 1 }), fc.constantFrom(NaN, Infinity, -1));
    const names = fc.constantFrom(...Object.values(SPACES));
    fc.assert(
      fc.property(names, fc.array(fc.array(number, { maxLength: 8 }), { maxLength: EDGES }), (any, rows) => {
        const bundles = bundlesOf({ cell: 'reduce', space: any, weights: rows });
        expect(bundles).toHaveLength(EDGES);
        const strands = bundles.flatMap((bundle) => bundle.strands);
        expect(strands).toHaveLength(EDGES * operationsPerEdge(any));
        expect(strands.every(({ path, width }) => !path.includes('NaN') && width >= 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('are told in words', () => {
    const rows = weights.map((row, edge) => (edge === 3 ? [0, 0, 0, 0.75, 0.25, 0, 0, 0] : row));
    const [, , , bundle] = bundlesOf({ cell: 'normal', space, weights: rows });
    expect(describeBundle(bundle!)).toBe('c_{k-1} → 1: skip_connect 0.75, sep_conv_3x3 0.25');
  });
});

test('the leader of an edge is the first of the heaviest, and nobody where nothing is finite', () => {
  const [operations] = SPACES.s3.operations.normal;
  expect(leader(operations!, [0.2, 0.4, 0.4])).toBe('skip_connect');
  expect(leader(operations!, [NaN, 0.1, 0.2])).toBe('sep_conv_3x3');
  expect(leader(operations!, [NaN, NaN, NaN])).toBeUndefined();
});

describe('the figure of cells', () => {
  const cells = [
    { cell: 'normal' as const, weights, genotype },
    { cell: 'reduce' as const, weights },
  ];
  const figure = cellFigure({ cells, space, epoch: 7, name: 'run <1>' });

  test('is a standalone document with every strand of both cells and the kept ones again', () => {
    const svg = figure.svg();
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(svg).toContain('<title>run &lt;1&gt;, epoch 7</title>');
    expect(svg).not.toMatch(/NaN|undefined|class=|var\(/u);
    const strands = svg.match(/<path d="M[^"]*C[^"]*" fill="none" stroke="#[\da-f]{6}" stroke-width/gu) ?? [];
    expect(strands).toHaveLength(2 * EDGES * 8 + 8);
  });

  test('names the nodes that the genotype leaves without an edge', () => {
    const sparse = parseGenotype(
      "Genotype([('skip_connect', 2, 1), ('sep_conv_3x3', 5, 1)], range(2, 6), [('none', 2, 0)], range(2, 6))",
    );
    const svg = cellFigure({
      cells: [{ cell: 'normal', weights, genotype: sparse }],
      space,
      epoch: 0,
      name: 'x',
    }).svg();
    expect(svg.match(/>no edge</gu)).toHaveLength(2);
    expect(figure.svg()).not.toContain('no edge');
  });

  test('has every weight in its CSV, and which ones the genotype keeps', () => {
    const { data } = Papa.parse<string[]>(figure.csv().trim());
    expect(data).toHaveLength(1 + 2 * EDGES * 8);
    expect(data.filter((row) => row[6] === 'yes')).toHaveLength(8);
    expect(data[1]).toEqual(['7', 'normal', 'c_{k-2}', '0', 'none', String(weights[0]![0]), 'no']);
  });
});
