/** Numbers and times as people read them. */
import { measured, type Measured } from '../../src-shared/run/events.ts';
import type { Aggregate } from '../../src-shared/stats/aggregate.ts';

/** Shown where nothing was measured. */
export const ABSENT = '–';
/** Shown where the value is not finite: a fact, never a gap. */
const NOT_FINITE = '✕';

type Maybe = Measured | null | undefined;

function finite(value: Maybe, format: (value: number) => string): string {
  if (value === null || value === undefined) return ABSENT;
  return typeof value === 'number' ? format(value) : `${NOT_FINITE} ${value}`;
}

/** A fraction 0…1 in percent: `43.1 %`. */
export function percent(value: Maybe, digits = 1): string {
  return finite(value, (number) => `${(100 * number).toFixed(digits)} %`);
}

/** Fractions 0…1 over several runs in percent: `97.41 ± 0.05 % (4)`; of one run alone its own. */
export function meanPercent({ mean, std, n }: Aggregate): string {
  if (!Number.isFinite(mean)) return `${percent(measured(mean))} (${n})`;
  const spread = std === null ? '' : ` ± ${(100 * std).toFixed(2)}`;
  return `${(100 * mean).toFixed(2)}${spread} % (${n})`;
}

/** A number with a fixed count of decimals. */
export function decimals(value: Maybe, digits: number): string {
  return finite(value, (number) => number.toFixed(digits));
}

/** A number whose size is not known beforehand (λ_max): three significant digits. */
export function significant(value: Maybe): string {
  return finite(value, (number) => (number === 0 ? '0' : String(Number(number.toPrecision(3)))));
}

/** A count with groups of three: `1,930,842`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A span of time, s, as `48 s`, `3:20 min`, `2:05 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`;
}

/** A point in time in the user's time zone: `2026-03-14 09:26`. */
export function dateTime(iso: string): string {
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `1 run`, `2 runs`. */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
