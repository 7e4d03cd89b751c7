import { serverTime, type Known } from '../state/known.js';
import { lineWidth, span, cutLine, type Line, type Style } from './text.js';
import { clock, day, elapsed, roughly } from './times.js';

const DAY_MS = 86_400_000;
/** A certificate that ends within this time needs care. */
const CARE_MS = 14 * DAY_MS;

const STATE_STYLES: ReadonlyMap<string, Style> = new Map([
  ['ready', 'good'],
  ['stopped', 'bad'],
]);

/** Returns two lines: what runs where since when, and what new sessions get. */
export function header(known: Known, now: number, width: number): readonly Line[] {
  const { version, state, addresses, startedAt, nBits, requests, workTimeout, certificateEnd } =
    known.status.server;
  const at = serverTime(known, now);
  const what = [
    span('tlslp-server ', 'title'),
    span(`${version}  `),
    span(state, STATE_STYLES.get(state) ?? 'warning'),
    span(`  ${addresses.join(', ')}`),
  ];
  const settings = `n_bits ${nBits} · ${requests === 1 ? '1 request' : `${requests} requests`} · WORK within ${roughly(workTimeout * 1000)}`;
  return [
    sides(what, [span(`up ${elapsed(at - startedAt)}  `, 'quiet'), span(clock(at), 'title')], width),
    sides([span(settings, 'quiet')], certificate(certificateEnd, at), width),
  ];
}

function certificate(end: number | null, at: number): Line {
  if (end === null) return [];
  const left = end - at;
  if (left <= 0) return [span(`certificate ended ${day(end)}`, 'bad')];
  return [span(`certificate ends in ${roughly(left)}`, left < CARE_MS ? 'warning' : 'quiet')];
}

/** Puts one part to the left and one to the right. When there is no room for both, the left one is cut. */
export function sides(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right) - 1;
  if (room < 1) return cutLine(right, width);
  const shown = cutLine(left, room);
  return [...shown, span(' '.repeat(width - lineWidth(right) - lineWidth(shown))), ...right];
}
