/** Numbers for people: units always, as many digits as mean something. */
import { measured, measuredValue, type Measured } from '../../src-shared/run/events.ts';

/** A part of one as percent: `63.8 %`; what is not finite stays visible. */
export function percent(value: Measured | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return '—';
  const number = measuredValue(value);
  return Number.isFinite(number) ? `${(100 * number).toFixed(digits)} %` : `✕ ${String(number)}`;
}

/** Three significant digits: `0.113`, `1.09`, `2.1e-5`. */
export function quantity(value: Measured | null | undefined): string {
  if (value === null || value === undefined) return '—';
  const number = measuredValue(value);
  if (!Number.isFinite(number)) return `✕ ${String(number)}`;
  const size = Math.abs(number);
  if (number !== 0 && (size < 1e-3 || size >= 1e5)) return number.toExponential(1);
  return size >= 1000 ? Math.round(number).toLocaleString('en') : String(Number(number.toPrecision(3)));
}

/** `412 ms`, `5.9 s`, `5:58 min`, `1 h 18 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${String(whole % 60).padStart(2, '0')} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** MiB as `821 MiB` or `4.7 GiB`. */
export function mebibytes(value: number): string {
  return value < 1024 ? `${Math.round(value)} MiB` : `${(value / 1024).toFixed(1)} GiB`;
}

/** `1.2 MiB`, `340 KiB`. */
export function bytesText(bytes: number): string {
  const KIB = 1024;
  if (bytes < KIB) return `${bytes} B`;
  return bytes < KIB ** 2 ? `${(bytes / KIB).toFixed(0)} KiB` : `${(bytes / KIB ** 2).toFixed(1)} MiB`;
}

/** `3.61 M`, `25.6 k`, `512`. */
export function count(value: number): string {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1000) return `${(value / 1e3).toPrecision(3)} k`;
  return String(value);
}

/** A standard deviation that needs more decimals says nothing about how many the mean has. */
const MOST_DECIMALS = 6;

/**
 * `64.1 ± 0.3 % (3)`: as many decimals as the standard deviation allows (one significant digit of it). A mean
 * alone, or beside a deviation of 0 or next to it, has its own significant digits: `0.0301 ± 0 (2)`.
 */
export function meanStd(mean: number, std: number | null, n: number, unit = ''): string {
  const tail = `${unit} (${n})`;
  if (std === null) return `${quantity(measured(mean))}${tail}`;
  const decimals = Math.max(0, -Math.floor(Math.log10(std)));
  if (decimals <= MOST_DECIMALS) return `${mean.toFixed(decimals)} ± ${std.toFixed(decimals)}${tail}`;
  return `${quantity(measured(mean))} ± ${std === 0 ? '0' : std.toExponential(0)}${tail}`;
}

/** `5 min ago`; the full time belongs in the title. */
export function ago(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return seconds < 30 * 86_400 ? `${Math.floor(seconds / 86_400)} d ago` : iso.slice(0, 10);
}
