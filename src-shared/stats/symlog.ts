/**
 * A logarithmic scale that has zero and both signs: y = x/t for |x| ≤ t (the linear band), else
 * sign(x)·(1 + log10(|x|/t)); t is the threshold. Continuous and strictly increasing: a decade beyond the
 * band is one unit long, as each half of the band.
 */

/** The place of `value` on the scale with linear band ±`threshold`. */
export function symlog(value: number, threshold: number): number {
  const size = Math.abs(value) / threshold;
  return size <= 1 ? value / threshold : Math.sign(value) * (1 + Math.log10(size));
}

/** The value at a place of the scale: the inverse of `symlog`. */
export function symlogInverse(place: number, threshold: number): number {
  const size = Math.abs(place);
  return size <= 1 ? place * threshold : Math.sign(place) * threshold * 10 ** (size - 1);
}

/**
 * Values to mark between `low` and `high`, ascending: zero, ±threshold and the decades beyond it, of many
 * decades every second, third, … one, so that there are about `most`.
 */
export function symlogTicks(low: number, high: number, threshold: number, most = 9): number[] {
  const decades = (end: number): number => Math.max(0, Math.floor(symlog(end, threshold) + 1e-9));
  const [down, up] = [decades(-low), decades(high)];
  const every = Math.max(1, Math.ceil((down + up) / Math.max(1, most - 1)));
  const side = (count: number): number[] =>
    Array.from({ length: Math.floor(count / every) }, (_, k) => threshold * 10 ** ((k + 1) * every - 1));
  const zero = low <= 0 && high >= 0 ? [0] : [];
  const ticks = [
    ...side(down)
      .map((tick) => -tick)
      .reverse(),
    ...zero,
    ...side(up),
  ];
  return ticks.filter(
    (tick) => tick >= low * (1 + Math.sign(low) * -1e-9) && tick <= high * (1 + Math.sign(high) * 1e-9),
  );
}
