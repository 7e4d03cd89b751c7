import test from 'ava';
import { OpenSessions } from '../../../../../lib/programs/server/workers/primary/open-sessions.js';
import { eventOf, wireOf } from '../../../../../lib/programs/server/workers/messages/events.js';
import { timedOut } from '../../../../../lib/protocol/failures.js';
import type { ServerEvent } from '../../../../../lib/server/events.js';
import type { Peer, SessionEvent, StepDurations } from '../../../../../lib/session/events.js';

const PEER: Peer = {
  remote: { address: '192.0.2.1', port: 7 },
  client: { subject: { CN: 'Ada' }, issuer: { CN: 'CA' }, serialNumber: '01', fingerprint256: 'AB' },
  tls: { protocol: 'TLSv1.3', cipher: 'c' },
};
const DURATIONS: StepDurations = { hello: 1, work: null, requests: null, done: null };

function base(id: string, at = 1000) {
  return { id, at, elapsed: 0, peer: PEER };
}

/** Across the channel and back. */
function crossed(event: ServerEvent): ServerEvent {
  return eventOf(JSON.parse(JSON.stringify(wireOf(event))) as ReturnType<typeof wireOf>, PEER);
}

test('no token, line or answer crosses; all else comes back', (t) => {
  const secret = 'Gw3cret';
  const events: SessionEvent[] = [
    { type: 'connected', ...base('a') },
    {
      type: 'sent',
      ...base('a'),
      line: `WORK ${secret} 3`,
      command: { kind: 'work', token: secret, nBits: 3 },
    },
    { type: 'received', ...base('a'), line: secret, command: { kind: 'hello' } },
    { type: 'answered', ...base('a'), name: 'COUNTRY', value: secret },
    {
      type: 'failed',
      ...base('a'),
      step: 'WORK',
      outcome: 'timeout',
      error: timedOut('WORK', 3),
      line: 'FAIL receiving.',
      durations: DURATIONS,
    },
    { type: 'closed', ...base('a'), graceful: true },
  ];
  for (const event of events) {
    const back = crossed(event);
    t.false(JSON.stringify(wireOf(event)).includes(secret));
    t.like(back, { type: event.type, id: 'a', at: 1000, peer: PEER });
    if (event.type === 'failed') t.deepEqual(back, event);
  }
  t.like(crossed(events[1] as ServerEvent), { command: { kind: 'work', nBits: 3 } });
});

test('a lost session has its client, its step and its work in the record', (t) => {
  const sessions = new OpenSessions();
  sessions.observe({ type: 'connected', ...base('a') });
  sessions.observe({ type: 'work_accepted', ...base('a'), nBits: 3, suffix: 's', zeroBits: 4, seconds: 1 });
  sessions.reached('a', 'COUNTRY');
  t.is(sessions.unfinished, 1);
  const [lost] = sessions.lose(5000, false);
  t.like(lost?.record, {
    id: 'a',
    outcome: 'stopped',
    confirmed: false,
    step: 'COUNTRY',
    error: { code: 'worker_lost' },
    endedAt: '1970-01-01T00:00:05.000Z',
    work: { nBits: 3, suffix: 's' },
  });
  t.is(lost?.record?.client?.subject['CN'], 'Ada');
  t.deepEqual(
    lost?.events.map(({ type }) => type),
    ['failed', 'closed'],
  );
  t.is(sessions.unfinished, 0);
  t.deepEqual(sessions.lose(6000, false), []);
});

test('one whose answers are kept is done, and has no other record; one that has ended only closes', (t) => {
  const sessions = new OpenSessions();
  for (const id of ['kept', 'over']) sessions.observe({ type: 'connected', ...base(id) });
  sessions.committed('kept');
  const ended = { error: timedOut('HELLO', 1), line: null, durations: DURATIONS };
  sessions.observe({ type: 'failed', ...base('over'), step: 'HELLO', outcome: 'timeout', ...ended });
  t.is(sessions.unfinished, 0);
  const lost = sessions.lose(5000, false);
  t.deepEqual(
    lost.map(({ events, record }) => [events.map(({ type }) => type), record]),
    [
      [['done', 'closed'], null],
      [['closed'], null],
    ],
  );
});

test('ended by the operator, the record has no error', (t) => {
  const sessions = new OpenSessions();
  sessions.observe({ type: 'connected', ...base('a') });
  t.like(sessions.lose(5000, true)[0]?.record, { outcome: 'stopped', error: null, step: 'HELLO' });
});
