import test from 'ava';
import { ProtocolError } from '../../../../../lib/protocol/errors.js';
import { eventOf, wireOf } from '../../../../../lib/programs/server/workers/messages/events.js';
import type { ServerEvent } from '../../../../../lib/server/events.js';
import type { Peer } from '../../../../../lib/session/events.js';
import { NO_DURATIONS } from '../../../../support/session.js';

const peer: Peer = { remote: { address: '192.0.2.7', port: 4711 }, client: null, tls: null };
const base = { id: 's', at: 1, elapsed: 2, peer };

/** What an event is after it has crossed to the primary, which has its peer from `connected`. */
function crossed(event: ServerEvent): unknown {
  return eventOf(JSON.parse(JSON.stringify(wireOf(event))) as ReturnType<typeof wireOf>, peer);
}

test('the peer crosses with connected alone, and every event has it again', (t) => {
  const connected: ServerEvent = { type: 'connected', ...base };
  const committed: ServerEvent = { type: 'committed', ...base };
  t.true('peer' in wireOf(connected));
  t.false('peer' in wireOf(committed));
  for (const event of [connected, committed]) t.deepEqual(crossed(event), event);
});

test('what belongs to no session crosses as it is', (t) => {
  const accepted: ServerEvent = { type: 'accepted', at: 1, remote: peer.remote };
  t.deepEqual(crossed(accepted), accepted);
});

test('tokens, lines and answers do not cross', (t) => {
  const secrets: readonly ServerEvent[] = [
    { type: 'sent', ...base, line: 'WORK secret 8', command: { kind: 'work', token: 'secret', nBits: 8 } },
    { type: 'received', ...base, line: 'secret', command: { kind: 'hello' } },
    { type: 'answered', ...base, name: 'FULL_NAME', value: 'secret' },
  ];
  for (const event of secrets) {
    t.false(JSON.stringify(wireOf(event)).includes('secret'), event.type);
    t.is((crossed(event) as ServerEvent).type, event.type);
  }
});

test('a request crosses with its name', (t) => {
  const command = { kind: 'body', name: 'EMAIL1', randomString: 'x' } as const;
  t.like(crossed({ type: 'sent', ...base, line: 'EMAIL1 x', command }), { command, line: '' });
});

test('an error has its code and its message on the other side; none stays none', (t) => {
  const error = new ProtocolError('wrong_answer', 'Not OK.');
  const done = { type: 'done', ...base, confirmed: true, line: null, durations: NO_DURATIONS } as const;
  t.deepEqual(crossed({ ...done, error: null }), { ...done, error: null });
  const failed = crossed({ ...done, confirmed: false, error }) as { error: Error & { code: string } };
  t.like(failed.error, { code: 'wrong_answer', message: 'Not OK.' });
  t.true(failed.error instanceof Error);
});
