import type { Degraded, NotReady, Readiness } from '../../status/messages.js';
import type { RecordsStatus, StatusSummary } from '../../status/snapshot.js';

/** Returns whether a server takes new clients now, and if not, why. */
export function readinessOf({ server, counts, records }: StatusSummary): Readiness {
  const reasons: { code: NotReady; message: string }[] = [];
  if (server.state !== 'ready') reasons.push({ code: server.state, message: STATES[server.state] });
  const open = Object.values(counts.open).reduce((sum, count) => sum + count, 0);
  if (open >= server.maxSessions) {
    reasons.push({ code: 'full', message: `All ${server.maxSessions} places for sessions are taken.` });
  }
  if (records !== null) reasons.push(...recordsReasons(records));
  const degraded = spoolReasons(records?.spool ?? null);
  return { ready: reasons.length === 0, degraded: degraded.length > 0, reasons: [...reasons, ...degraded] };
}

const STATES = {
  starting: 'The server does not listen yet.',
  draining: 'The server stops: it accepts no new sessions.',
  stopped: 'The server has stopped.',
};

function recordsReasons({ short, failing }: RecordsStatus): { code: NotReady; message: string }[] {
  if (short) return [{ code: 'no_space', message: 'The disk of the records has too little free space.' }];
  if (!failing) return [];
  return [{ code: 'records_failing', message: 'The last records could not be kept.' }];
}

/** No reason to turn clients away: answers are durable in the spool, and each server of a group loses the same database. */
function spoolReasons(spool: RecordsStatus['spool']): { code: Degraded; message: string }[] {
  if (typeof spool?.since !== 'number') return [];
  return [{ code: 'spooling', message: `Records wait in the spool for the database: ${spool.waiting}.` }];
}
