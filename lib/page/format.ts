/** Numbers, times and durations as a reader sees them. A time is in milliseconds since the epoch, a duration in seconds. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');

/** What stands where there is nothing to show. */
export const NOTHING = '–';

/** A duration that ticks: whole seconds, at most two units, such as `8 s`, `2 min 05 s`, `3 h 20 min`, `4 d 11 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${two(whole % MINUTE)} s`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)} h ${two(Math.floor((whole % HOUR) / MINUTE))} min`;
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
}

/** A duration that is a setting: without units that are zero, such as `10 min`. */
export function span(seconds: number): string {
  return duration(seconds).replace(/ 0?0 (s|min|h)$/, '');
}

/** A duration that was measured: as exact as it is of use, such as `3 ms`, `0.42 s`, `12.3 s`, `2 min 05 s`. */
export function measured(seconds: number): string {
  if (seconds < 0.0005) return '< 1 ms';
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return duration(Math.round(seconds));
}

/** An integer with thin spaces between thousands. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A number of things, such as `1 try`, `2 tries`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A size, in units of 1,000, as disks are sold. */
export function bytes(value: number): string {
  return scaled(value, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** A rate of hashes, such as `1.2 MH/s`. */
export function hashRate(perSecond: number): string {
  return scaled(perSecond, ['H/s', 'kH/s', 'MH/s', 'GH/s']);
}

/** Two or three digits, in the largest unit that is not too large. */
function scaled(value: number, units: readonly string[]): string {
  let rest = value;
  let at = 0;
  for (; rest >= 999.5 && at < units.length - 1; at += 1) rest /= 1000;
  const digits = rest < 9.95 && !Number.isInteger(rest) ? rest.toFixed(1) : String(Math.round(rest));
  return `${digits} ${units[at] ?? ''}`;
}

/** The time of day where the reader is, such as `09:05:07`. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The day where the reader is, such as `2026-11-29`. */
export function day(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A moment: the time of day, and its day if it is not that of `now`. */
export function moment(at: number, now: number): string {
  return day(at) === day(now) ? clock(at) : `${day(at)} ${clock(at)}`;
}

/** Whole days until a moment, rounded down: `0` on its last day, negative when it has passed. */
export function daysUntil(at: number, now: number): number {
  return Math.floor((at - now) / (DAY * 1000));
}
