/**
 * How each run looks in a chart: ten colours, each with a contrast of 3 or more on the panels of both
 * themes, solid and then dashed: twenty curves can be told apart. A run's look follows from its id, unless
 * another run beside it has that look already; once given it stays while the page is open.
 */
export interface CurveLook {
  /** `#rrggbb`. */
  readonly colour: string;
  readonly dashed: boolean;
}

export const CURVE_COLOURS = [
  '#0072b2',
  '#d55e00',
  '#00916a',
  '#c9579c',
  '#7b61d1',
  '#a57c00',
  '#cf3a45',
  '#1695a8',
  '#5f8f1f',
  '#8c6a57',
] as const;

const LOOKS: readonly CurveLook[] = [false, true].flatMap((dashed) =>
  CURVE_COLOURS.map((colour) => ({ colour, dashed })),
);

/** FNV-1a, 32 bits: ids that differ in one letter land far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return value;
}

/** The first free look from the one the key asks for, solid ones first; that very one when none is free. */
function freeSlot(key: string, taken: ReadonlySet<number>): number {
  const hues = CURVE_COLOURS.length;
  const wanted = hash(key) % hues;
  const candidates = LOOKS.map((_, index) => Math.floor(index / hues) * hues + ((wanted + index) % hues));
  return candidates.find((slot) => !taken.has(slot)) ?? wanted;
}

/** Gives looks to keys (ids of runs, groups); `known` keeps them from call to call. */
export function assignLooks(keys: readonly string[], known: Map<string, number>): Map<string, CurveLook> {
  const taken = new Set<number>();
  const claim = (key: string, slot: number): void => {
    known.set(key, slot);
    taken.add(slot);
  };
  const kept = keys.filter((key) => {
    const slot = known.get(key);
    if (slot === undefined || taken.has(slot)) return false;
    taken.add(slot);
    return true;
  });
  for (const key of keys) if (!kept.includes(key)) claim(key, freeSlot(key, taken));
  return new Map(keys.map((key) => [key, LOOKS[known.get(key)!]!]));
}
