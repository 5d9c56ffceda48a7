/** Size and place of the window, kept from one start to the next. */
import { z } from 'zod';
import { readIfPresent, writeDurably } from '../engine/run/durable.ts';

const boundsSchema = z.object({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().min(1),
  height: z.int().min(1),
});
const stateSchema = boundsSchema.extend({ maximized: z.boolean().default(false) });
export type WindowState = z.infer<typeof stateSchema>;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Below this the two cells of a run no longer fit side by side, px. */
export const MINIMUM = { width: 900, height: 600 } as const;
const FIRST: WindowState = { width: 1440, height: 900, maximized: false };
/** So much of the window has to lie on a screen, px: enough to take hold of its title bar. */
const VISIBLE = 80;

/** The state kept in `file`; the first one when there is none or it cannot be read. */
export function readWindowState(file: string): WindowState {
  try {
    return stateSchema.parse(JSON.parse(readIfPresent(file) ?? ''));
  } catch {
    return FIRST;
  }
}

/** Keeps `state`; a folder that cannot be written only means that it is forgotten. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeDurably(file, JSON.stringify(state));
  } catch {
    // Not worth a message while the window closes.
  }
}

const overlap = (from: number, size: number, start: number, length: number): number =>
  Math.min(from + size, start + length) - Math.max(from, start);

/** `state` as it fits the screens of today: no larger than the screen, and not where a screen once was. */
export function fitted(state: WindowState, screens: readonly Rectangle[]): WindowState {
  const { x, y, maximized } = state;
  const screen = screens.find(
    (area) =>
      x !== undefined &&
      y !== undefined &&
      overlap(x, state.width, area.x, area.width) >= VISIBLE &&
      y >= area.y && // the title bar is at the top
      y <= area.y + area.height - VISIBLE,
  );
  const area = screen ?? screens[0];
  const width = Math.max(MINIMUM.width, Math.min(state.width, area?.width ?? state.width));
  const height = Math.max(MINIMUM.height, Math.min(state.height, area?.height ?? state.height));
  return screen === undefined ? { width, height, maximized } : { ...state, width, height };
}
