import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { EventThinner } from '../../../lib/observe/thinning/event-thinner.js';
import { hiddenEntry, hiddenLine } from '../../../lib/observe/thinning/hidden-text.js';
import { UNTIMED } from '../../../lib/observe/lines/line-style.js';
import type { LogEntry } from '../../../lib/observe/log/log-events.js';
import { peerLeft } from '../../../lib/protocol/failures.js';
import type { Refusal } from '../../../lib/protocol/reasons.js';
import type { RefusedEvent, ServerEvent } from '../../../lib/server/events.js';
import type { ClientCertificate, Peer, SessionEvent } from '../../../lib/session/events.js';
import { EVENTS, NOBODY, PEER } from '../../programs/helpers/events.js';
import { NO_DURATIONS } from '../../support/session.js';

function stage() {
  const shown: ServerEvent[] = [];
  const entries: LogEntry[] = [];
  const lines: (string | null)[] = [];
  const thinner = new EventThinner((hidden) => {
    entries.push(hiddenEntry(hidden));
    lines.push(hiddenLine(hidden, 0, UNTIMED));
  }, new VirtualTimeScheduler());
  const pass = (event: ServerEvent): void => {
    thinner.pass(event, (one) => shown.push(one));
  };
  const types = (id: string): string[] =>
    shown.filter((event) => 'id' in event && event.id === id).map(({ type }) => type);
  return { shown, entries, lines, thinner, pass, types };
}

function refused(reason: Refusal, address: string): ServerEvent {
  return {
    type: 'refused',
    at: 0,
    remote: { address, port: 1 },
    reason,
    message: 'No.',
    count: 1,
    certificate: null,
  };
}

function client(fingerprint256: string): ClientCertificate {
  return { subject: {}, issuer: {}, serialNumber: '02', fingerprint256 };
}

function begun(id: string, peer: Peer = PEER): SessionEvent {
  return { ...EVENTS.connected, id, peer };
}

function failed(id: string, peer: Peer = PEER): SessionEvent {
  const ending = {
    step: 'HELLO',
    outcome: 'disconnected',
    error: peerLeft(),
    line: null,
    durations: NO_DURATIONS,
  } as const;
  return { type: 'failed', id, at: 0, elapsed: 0, peer, ...ending };
}

/** A session that fails at once. */
function short(id: string, peer: Peer = PEER): SessionEvent[] {
  return [begun(id, peer), failed(id, peer), { ...EVENTS.closed, id, peer }];
}

test('bare connections: nine lines a reason, then one with the count and the busiest addresses', (t) => {
  const { shown, entries, lines, thinner, pass } = stage();
  for (let n = 0; n < 3000; n++) {
    pass({ type: 'accepted', at: 0, remote: { address: '192.0.2.1', port: n } });
    pass(refused('closed_early', n % 3 === 0 ? '192.0.2.2' : '192.0.2.1'));
  }
  pass(refused('not_tls', '192.0.2.3'));
  t.is(shown.length, 9 + 9 + 1);
  thinner.end();
  t.deepEqual(entries, [
    {
      level: 'DEBUG',
      message: 'more connections accepted',
      fields: { count: 2991, busiest: '192.0.2.1 (2991)' },
    },
    {
      level: 'INFO',
      message: 'more connections refused',
      fields: { reason: 'closed_early', count: 2991, busiest: '192.0.2.1 (1994), 192.0.2.2 (997)' },
    },
  ]);
  t.deepEqual(lines, [
    null,
    'Refused 2991 more within a minute (closed_early): 192.0.2.1 (1994), 192.0.2.2 (997)',
  ]);
});

test('short sessions of one certificate: a hundred, then a count; those of others are shown', (t) => {
  const { shown, entries, lines, thinner, pass, types } = stage();
  for (let n = 0; n < 3000; n++) short(`greedy ${n}`).forEach(pass);
  const other: Peer = { ...PEER, client: client('CC') };
  short('other', other).forEach(pass);
  t.deepEqual(types('other'), ['connected', 'failed', 'closed']);
  t.is(shown.length, 100 * 3 + 3);
  thinner.end();
  t.deepEqual(entries, [
    {
      level: 'WARNING',
      message: 'more sessions failed',
      fields: {
        subject: 'Ada\\u001b[31m',
        count: 2900,
        codes: 'disconnected (2900)',
        busiest: '192.0.2.7 (2900)',
      },
    },
  ]);
  t.deepEqual(lines, ['Sessions of "Ada\\u001b[31m" failed, 2900 more within a minute: disconnected (2900)']);
});

test('among a thousand short sessions, one that is done is shown whole', (t) => {
  const { entries, thinner, pass, types } = stage();
  for (let n = 0; n < 150; n++) short(`greedy ${n}`).forEach(pass);
  pass(begun('good'));
  for (let n = 150; n < 1000; n++) short(`greedy ${n}`).forEach(pass);
  const hello = { ...EVENTS.sentWork, command: { kind: 'hello' }, line: 'HELLO' } as const;
  for (const event of [hello, EVENTS.sentWork, EVENTS.worked, EVENTS.answered])
    pass({ ...event, id: 'good' });
  t.deepEqual(types('good'), []);
  pass({ ...EVENTS.done, id: 'good' });
  pass({ ...EVENTS.closed, id: 'good' });
  t.deepEqual(types('good'), ['connected', 'sent', 'work_accepted', 'done', 'closed']);
  thinner.end();
  t.like(entries, [{ fields: { count: 900 } }]);
});

test('a session that began to be shown is shown to its end', (t) => {
  const { pass, types } = stage();
  pass(begun('early'));
  for (let n = 0; n < 200; n++) short(`greedy ${n}`).forEach(pass);
  pass(failed('early'));
  t.deepEqual(types('early'), ['connected', 'failed']);
});

test('sessions without a certificate are all shown, and so is every other event', (t) => {
  const { shown, pass } = stage();
  for (let n = 0; n < 200; n++) short(`mine ${n}`, NOBODY).forEach(pass);
  for (let n = 0; n < 100; n++) pass(EVENTS.listening);
  t.is(shown.length, 700);
});

test('a dry run of the limits, and shed connections', (t) => {
  const { shown, entries, thinner, pass } = stage();
  for (let n = 0; n < 100; n++) {
    pass(refused('shed_lag', '192.0.2.1'));
    pass({ ...(refused('handshake_rate', '192.0.2.1') as RefusedEvent), type: 'would_refuse' });
  }
  t.is(shown.length, 18);
  thinner.end();
  t.like(entries, [
    { level: 'DEBUG', message: 'more connections refused', fields: { reason: 'shed_lag', count: 91 } },
    {
      level: 'INFO',
      message: 'more connections would be refused',
      fields: { reason: 'handshake_rate', count: 91 },
    },
  ]);
});

test('errors of the server are counted by their message', (t) => {
  const { shown, entries, lines, thinner, pass } = stage();
  for (let n = 0; n < 50; n++) pass({ type: 'server_error', at: 0, message: 'Too many open files.' });
  pass({ type: 'server_error', at: 0, message: 'Another.' });
  t.is(shown.length, 10);
  thinner.end();
  t.like(entries, [{ level: 'ERROR', fields: { count: 41, why: 'Too many open files.' } }]);
  t.deepEqual(lines, ['Server error: Too many open files. (41 more within a minute)']);
});
