/** Cubic Bézier curves: the middle lines of edges and the strands beside them. */
import type { Point } from '../genotype/layout.ts';

/** Start, two control points, end. */
export type Cubic = readonly [Point, Point, Point, Point];

interface Vector {
  readonly x: number;
  readonly y: number;
}

/** The unit normal of the leg from `a` to `b`, pointing down for legs to the right. */
function normal(a: Point, b: Point): Vector {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  return { x: -(b.y - a.y) / length, y: (b.x - a.x) / length };
}

function move(point: Point, along: Vector, by: number): Point {
  return { x: point.x + along.x * by, y: point.y + along.y * by };
}

/** Where the offsets of two legs that meet at a point cross: the mitre of their normals. */
function mitre(a: Vector, b: Vector): Vector {
  const scale = 1 / Math.max(0.25, 1 + a.x * b.x + a.y * b.y);
  return { x: (a.x + b.x) * scale, y: (a.y + b.y) * scale };
}

/**
 * The curve beside `curve` at the distance `by` (px, positive: below a curve to the right): its control
 * polygon moved leg by leg (W. Tiller, E. Hanson, "Offsets of two-dimensional profiles", 1984).
 */
export function offsetCurve(curve: Cubic, by: number): Cubic {
  const [start, one, two, end] = curve;
  const [first, middle, last] = [normal(start, one), normal(one, two), normal(two, end)];
  return [
    move(start, first, by),
    move(one, mitre(first, middle), by),
    move(two, mitre(middle, last), by),
    move(end, last, by),
  ];
}

const short = (value: number): string => String(Math.round(value * 100) / 100);
const pair = ({ x, y }: Point): string => `${short(x)} ${short(y)}`;

/** SVG path data of a curve. */
export function pathOf([start, one, two, end]: Cubic): string {
  return `M${pair(start)}C${pair(one)} ${pair(two)} ${pair(end)}`;
}

/** The point of the curve at t in [0, 1]. */
export function pointAt([start, one, two, end]: Cubic, t: number): Point {
  const u = 1 - t;
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: a * start.x + b * one.x + c * two.x + d * end.x,
    y: a * start.y + b * one.y + c * two.y + d * end.y,
  };
}
