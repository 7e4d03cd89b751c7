import type { StatusMessage } from '../status/messages.js';
import type { ServerStatus } from '../status/snapshot.js';
import { bytes, count, counted, daysUntil, duration, NOTHING, span } from './format.js';

/** How much a fact of the server's health matters. */
export type Level = 'plain' | 'good' | 'warning' | 'bad';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Adds to the value; empty if nothing does. */
  readonly detail: string;
  readonly level: Level;
}

const STATES: Readonly<Record<ServerStatus['state'], readonly [word: string, level: Level]>> = {
  starting: ['Starting', 'warning'],
  ready: ['Ready', 'good'],
  draining: ['Draining', 'warning'],
  stopped: ['Stopped', 'bad'],
};

const STRESS = { sessions: 'nearly all sessions taken', lag: 'event loop lags' } as const;

/** Days before the end of the certificate from which it is a warning, and from which it is more. */
const SOON = 30;
const VERY_SOON = 7;

function state({ server }: StatusMessage): Fact {
  const [value, level] = STATES[server.state];
  if (server.stress === null) return { label: 'Server', value, detail: 'no stress', level };
  return { label: 'Server', value, detail: `under stress: ${STRESS[server.stress]}`, level: 'warning' };
}

function sessions({ server, counts }: StatusMessage): Fact {
  const open = Object.values(counts.open).reduce((sum, value) => sum + value, 0);
  const level = open >= server.maxSessions ? 'bad' : open >= 0.9 * server.maxSessions ? 'warning' : 'plain';
  return {
    label: 'Open sessions',
    value: count(open),
    detail: `of ${count(server.maxSessions)} at most`,
    level,
  };
}

function records({ records: status }: StatusMessage): Fact {
  const label = 'Records';
  if (status === null) return { label, value: 'Off', detail: 'answers are not kept', level: 'warning' };
  const { waiting, lost, failing, freeBytes, short, spool } = status;
  const free = freeBytes === null ? '' : `, ${bytes(freeBytes)} free`;
  const value = `${count(waiting)} waiting`;
  if (short) return { label, value, detail: `too little space${free}`, level: 'bad' };
  if (lost > 0)
    return { label, value: `${count(lost)} lost`, detail: `${count(waiting)} waiting${free}`, level: 'bad' };
  if (failing) return { label, value, detail: `cannot be written${free}`, level: 'bad' };
  if (spool !== null && spool.since !== null)
    return {
      label,
      value: `${count(spool.waiting)} in the spool`,
      detail: `no database${free}`,
      level: 'warning',
    };
  if (spool !== null && spool.refused > 0)
    return { label, value, detail: `the database refuses ${count(spool.refused)}`, level: 'bad' };
  return { label, value, detail: `0 lost${free}`, level: 'plain' };
}

function certificate({ server: { certificateEnd } }: StatusMessage, now: number): Fact {
  const label = 'Certificate';
  if (certificateEnd === null) return { label, value: NOTHING, detail: 'end not known', level: 'plain' };
  const days = daysUntil(certificateEnd, now);
  if (certificateEnd <= now) return { label, value: 'Expired', detail: 'clients refuse it', level: 'bad' };
  const level = days < VERY_SOON ? 'bad' : days < SOON ? 'warning' : 'plain';
  return { label, value: counted(days, 'day'), detail: 'until it ends', level };
}

/** Returns the health of a server, what matters most first. */
export function healthOf(status: StatusMessage, now: number): Fact[] {
  const { server, readers } = status;
  const up = duration((now - server.startedAt) / 1000);
  return [
    state(status),
    sessions(status),
    records(status),
    certificate(status, now),
    {
      label: 'Difficulty',
      value: `${server.nBits} bits`,
      detail: `${span(server.workTimeout)} for WORK`,
      level: 'plain',
    },
    { label: 'Up for', value: up, detail: `version ${server.version}`, level: 'plain' },
    {
      label: 'Readers',
      value: count(readers.open),
      detail: `${count(readers.dropped)} dropped`,
      level: 'plain',
    },
  ];
}
