import { escapeText } from '../../protocol/escape.js';
import type { SessionRecord } from '../../records/record.js';

const MAX_MESSAGE_CHARS = 1000;

/** Returns what happened in a try, as a sentence without an answer. */
export function happened(record: SessionRecord): string {
  const { outcome, step, error, startedAt, endedAt } = record;
  const after = `after ${durationText(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}`;
  const at = escapeText(step);
  switch (outcome) {
    case 'done':
      return `Done ${after}${withoutOk(record)}.`;
    case 'failed':
      return `Failed at ${at} ${after}${error === null ? '.' : `: ${sentence(error.message)}`}`;
    case 'timeout':
      // The message names the step and its limit.
      return error === null ? `Timed out at ${at} ${after}.` : sentence(error.message);
    case 'disconnected':
      return `Left at ${at} ${after}.`;
    case 'stopped':
      return `Cut off at ${at} ${after}: the server ended.`;
  }
}

function withoutOk({ confirmed, error }: SessionRecord): string {
  if (confirmed === true) return '';
  if (confirmed === null) return '; whether OK came is not known';
  if (error === null) return '; no OK came';
  return error.code === 'disconnected'
    ? '; left before OK'
    : `; no OK: ${sentence(error.message).replace(/\.$/, '')}`;
}

/** Returns seconds for people: `0.3 s`, `12 s`, `7 min 5 s`, `2 h 4 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [large, small, units] =
    whole < 3600
      ? [Math.floor(whole / 60), whole % 60, ['min', 's']]
      : [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), ['h', 'min']];
  return `${large} ${units[0] ?? ''}${small === 0 ? '' : ` ${small} ${units[1] ?? ''}`}`;
}

function sentence(message: string): string {
  const shown = escapeText(message, MAX_MESSAGE_CHARS);
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}
