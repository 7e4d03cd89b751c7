import { amount } from '../../shared/quantities.js';
import type { App } from '../state/app.js';
import { serverTime, type Known } from '../state/known.js';
import { cutLine, span, type Line } from './text.js';
import { clock, elapsed } from './times.js';

const LITTLE_SPACE_BYTES = 1e9;
const MANY_WAITING = 1000;

/** Returns a line for each thing that the user has to know: the view is not live, or the server needs a hand. */
export function alarms(app: App, now: number, width: number): readonly Line[] {
  const { known, latest, ui } = app;
  const texts = [
    ...(latest.lost === null ? [] : [lostText(latest, now)]),
    ...(ui.paused
      ? [`PAUSED at ${clock(serverTime(known, app.now))}. The server goes on; p shows it again.`]
      : []),
    ...records(known),
  ];
  const lines = texts.map((text) => cutLine([span(` ${text} `, 'alarm')], width));
  const { stress } = known.status.server;
  if (stress === null) return lines;
  const why = stress === 'lag' ? 'it is slow to react' : 'nearly all sessions are taken';
  return [...lines, cutLine([span(`The server is under stress: ${why}.`, 'warning')], width)];
}

function lostText({ lost, clockOffset }: Known, now: number): string {
  if (lost === null) return '';
  const again = Math.max(0, Math.ceil((lost.retryAt - now) / 1000));
  const when = `CONNECTION LOST at ${clock(lost.at + clockOffset)}, ${elapsed(now - lost.at)} ago`;
  return `${when}; ${again === 0 ? 'trying again' : `again in ${again} s`}: ${lost.reason}`;
}

function records({ status }: Known): readonly string[] {
  if (status.records === null) return [];
  const { lost, short, waiting, freeBytes, failing, lastError, spool } = status.records;
  const free = freeBytes === null ? '' : `${amount(freeBytes, 'B')} free`;
  const parts = [
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(short ? ['no space, new sessions are refused'] : []),
    ...(waiting >= MANY_WAITING ? [`${waiting} waiting`] : []),
    ...(short || (freeBytes !== null && freeBytes < LITTLE_SPACE_BYTES) ? [free] : []),
    ...(failing && lastError !== null
      ? [`none is kept since ${clock(lastError.at)}: ${lastError.message}`]
      : []),
    ...(spool === null ? [] : spoolTexts(spool)),
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`RECORDS: ${parts.join(', ')}`];
}

function spoolTexts({
  waiting,
  since,
  refused,
}: {
  readonly waiting: number;
  readonly since: number | null;
  readonly refused: number;
}): readonly string[] {
  return [
    ...(since === null
      ? []
      : [`${waiting} in the spool since ${clock(since)}: the database cannot take them`]),
    ...(refused > 0 ? [`the database refuses ${refused}`] : []),
  ];
}
