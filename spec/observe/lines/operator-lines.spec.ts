import test from 'ava';
import { operatorLine } from '../../../lib/observe/lines/operator-lines.js';
import { ServiceError, ValidationError } from '../../../lib/protocol/errors.js';
import { peerLeft, timedOut } from '../../../lib/protocol/failures.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { EVENTS, failed, PEER, SECRETS, unconfirmed } from '../../programs/helpers/events.js';

const shows = test.macro<[event: ServerEvent, expected: string | null]>({
  exec(t, event, expected) {
    t.is(operatorLine(event), expected);
  },
  title: (_, event, expected) => `${event.type}: ${expected ?? 'nothing'}`,
});

test(shows, EVENTS.listening, 'Server listening on tls://localhost:1234');
test(
  shows,
  {
    ...EVENTS.listening,
    places: [
      { host: '::1', port: 1234, addresses: ['::1'], path: null },
      { host: '', port: 0, addresses: [], path: '/run/a\u001b.sock' },
    ],
  },
  'Server listening on tls://[::1]:1234\nServer listening on unix:/run/a\\u001b.sock',
);
test(shows, EVENTS.connected, 'Session 01234567 began: 192.0.2.7:5555, "Ada\\u001b[31m"');
test(
  shows,
  {
    ...EVENTS.connected,
    peer: {
      ...PEER,
      client: { subject: { CN: 'Eve", "Ada\\' }, issuer: {}, serialNumber: '', fingerprint256: '' },
    },
  },
  'Session 01234567 began: 192.0.2.7:5555, "Eve\\", \\"Ada\\\\"',
);
test(shows, EVENTS.nobody, 'Session 01234567 began: unknown, no certificate');
test(
  shows,
  {
    ...EVENTS.connected,
    peer: { ...PEER, client: { subject: {}, issuer: {}, serialNumber: '', fingerprint256: '' } },
  },
  'Session 01234567 began: 192.0.2.7:5555, certificate without a name',
);
test(shows, EVENTS.worked, 'Session 01234567 worked: 8 bits in 1.5 s');
test(shows, EVENTS.done, 'Session 01234567 done');
test(shows, unconfirmed(peerLeft()), 'Session 01234567 done: answers kept; left before OK');
test(
  shows,
  unconfirmed(timedOut('DONE', 10)),
  'Session 01234567 done: answers kept; no OK: DONE timed out: no answer within 10 s.',
);
test(
  shows,
  failed(timedOut('WORK', 1800), 'timeout'),
  'Session 01234567 failed at WORK: WORK timed out: no answer within 1800 s.',
);
test(
  shows,
  failed(new ValidationError('invalid_checksum', 'Invalid\u001b checksum.')),
  'Session 01234567 failed at WORK: Invalid\\u001b checksum.',
);
test(
  shows,
  failed(new ServiceError('internal_error', 'Server error.', { cause: new Error('secret') })),
  'Session 01234567 failed at WORK: Server error.',
);
test(shows, EVENTS.stopping, 'Server stopping, 1 session under way: up to 30 s');
test(shows, { ...EVENTS.stopping, sessions: 2 }, 'Server stopping, 2 sessions under way: up to 30 s');
test(shows, { ...EVENTS.stopping, sessions: 0 }, 'Server stopping, 0 sessions under way');
test(shows, EVENTS.drainTimedOut, 'Server stopping, 2 sessions told to end: the drain timeout has passed');
test(shows, EVENTS.reloaded, 'Server reloaded: n-bits, crl changed');
test(shows, { ...EVENTS.reloaded, changed: [] }, 'Server reloaded');
test(shows, EVENTS.reloadRejected, 'Reload rejected, nothing was changed: No PEM\\n.');
test(shows, EVENTS.trouble, 'Server error: Too many open files.');
test(shows, EVENTS.sentWork, null);
test(shows, EVENTS.received, null);
test(shows, EVENTS.answered, null);
test(shows, EVENTS.kept, null);
test(shows, EVENTS.closed, null);
test(shows, EVENTS.refused, null);

test('no line shows a secret', (t) => {
  const shown = Object.values(EVENTS).map(operatorLine).join('\n');
  for (const secret of Object.values(SECRETS)) t.false(shown.includes(secret));
});
