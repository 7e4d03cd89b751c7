import { escapeText } from '../../protocol/escape.js';
import type { SessionRecord } from '../../records/record.js';

const MAX_MESSAGE_CHARS = 1000;

/** Returns what happened in a try, in one sentence without an answer. */
export function happened({ outcome, confirmed, step, error, startedAt, endedAt }: SessionRecord): string {
  const seconds = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const after = `after ${durationText(seconds)}`;
  const at = escapeText(step);
  const why = error === null ? '.' : `: ${sentence(error.message)}`;
  switch (outcome) {
    case 'done':
      if (confirmed === true) return `done ${after}.`;
      if (confirmed === null) return `done ${after}; whether OK came is not known.`;
      if (error?.code === 'disconnected') return `done ${after}; left before OK.`;
      return error === null ? `done ${after}; no OK came.` : `done ${after}; no OK${why}`;
    case 'failed':
      return `failed at ${at} ${after}${why}`;
    case 'timeout':
      return `too slow at ${at}, ${after}${why}`;
    case 'disconnected':
      return `left at ${at} ${after}${why}`;
    case 'stopped':
      return `cut off at ${at} ${after}, because the server ended${why}`;
  }
}

/** Returns seconds for people: `0.3 s`, `12 s`, `7 min 5 s`, `2 h 4 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function sentence(message: string): string {
  const shown = escapeText(message, MAX_MESSAGE_CHARS);
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}
