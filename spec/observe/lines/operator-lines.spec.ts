import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { lineStyle, UNTIMED } from '../../../lib/observe/lines/line-style.js';
import { hasLine, operatorLine } from '../../../lib/observe/lines/operator-lines.js';
import { columnsOf } from '../../../lib/observe/tutorial/columns.js';
import { ServiceError, ValidationError } from '../../../lib/protocol/errors.js';
import { peerLeft, timedOut } from '../../../lib/protocol/failures.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { EVENTS, failed, NOBODY, PEER, SECRETS, unconfirmed } from '../../programs/helpers/events.js';

const shows = test.macro<[event: ServerEvent, expected: string | null]>({
  exec(t, event, expected) {
    t.is(operatorLine(event, UNTIMED), expected);
    t.is(hasLine(event), expected !== null);
  },
  title: (given = '', event, expected) => `${given}${event.type}: ${expected ?? 'nothing'}`,
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
test(shows, EVENTS.connected, 'Session 01234567 "Ada\\u001b[31m" began: 192.0.2.7:5555');
test(
  shows,
  {
    ...EVENTS.connected,
    peer: {
      ...PEER,
      client: { subject: { CN: 'Eve", "Ada\\' }, issuer: {}, serialNumber: '', fingerprint256: '' },
    },
  },
  'Session 01234567 "Eve\\", \\"Ada\\\\" began: 192.0.2.7:5555',
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
test(shows, EVENTS.worked, 'Session 01234567 "Ada\\u001b[31m" worked: 8 bits in 1.5 s');
test(shows, EVENTS.done, 'Session 01234567 "Ada\\u001b[31m" done in 2.5 s');
test(shows, unconfirmed(peerLeft()), 'Session 01234567 "Ada\\u001b[31m" done: answers kept; left before OK');
test(
  shows,
  unconfirmed(timedOut('DONE', 10)),
  'Session 01234567 "Ada\\u001b[31m" done: answers kept; no OK: DONE timed out: no answer within 10 s.',
);
test(
  shows,
  failed(timedOut('WORK', 1800), 'timeout'),
  'Session 01234567 "Ada\\u001b[31m" failed at WORK: WORK timed out: no answer within 1800 s.',
);
test(
  shows,
  failed(new ValidationError('invalid_checksum', 'Invalid\u001b checksum.')),
  'Session 01234567 "Ada\\u001b[31m" failed at WORK: Invalid\\u001b checksum.',
);
test(
  shows,
  failed(new ServiceError('internal_error', 'Server error.', { cause: new Error('secret') })),
  'Session 01234567 "Ada\\u001b[31m" failed at WORK: Server error.',
);
test(shows, EVENTS.stopping, 'Server stopping, 1 session under way: up to 30 s');
test(shows, { ...EVENTS.stopping, sessions: 2 }, 'Server stopping, 2 sessions under way: up to 30 s');
test(shows, { ...EVENTS.stopping, sessions: 0 }, 'Server stopping, 0 sessions under way');
test(shows, EVENTS.drainTimedOut, 'Server stopping, 2 sessions told to end: the drain timeout has passed');
test(shows, EVENTS.reloaded, 'Server reloaded: n-bits, crl changed');
test(shows, { ...EVENTS.reloaded, changed: [] }, 'Server reloaded');
test(shows, EVENTS.reloadRejected, 'Reload rejected, nothing was changed: No PEM\\n.');
test(shows, EVENTS.trouble, 'Server error: Too many open files.');
test(
  shows,
  { type: 'credentials_warning', at: 0, code: 'ca_ends', message: 'It ends.\n', isUrgent: false },
  'Warning: It ends.\\n',
);
test(shows, EVENTS.stress, 'Server under stress: most places are taken, 80 sessions under way');
test(shows, EVENTS.stressOver, 'Server under stress no more, after 61 s');
test(shows, EVENTS.shedding, 'Server closed 7 new connections: Memory runs short.');
test(shows, { ...EVENTS.shedding, count: 1 }, 'Server closed 1 new connection: Memory runs short.');
test(shows, EVENTS.sentWork, null);
test(shows, EVENTS.received, null);
test(shows, EVENTS.answered, null);
test(shows, EVENTS.kept, null);
test(shows, EVENTS.closed, null);
test(shows, EVENTS.refused, 'Refused [::1]:7: It spoke HTTP.\\n');
test(shows, EVENTS.shed, null);
test(shows, EVENTS.wouldRefuse, null);
test(shows, EVENTS.accepted, null);
test(
  'with a certificate, ',
  shows,
  {
    ...EVENTS.refused,
    remote: { address: '192.0.2.7', port: 7 },
    reason: 'untrusted_certificate',
    message: 'Not trusted.',
    certificate: { subject: { CN: 'Max\n' }, issuer: {}, serialNumber: '0A', validFrom: '', validTo: '' },
  },
  'Refused 192.0.2.7:7 "Max\\n": Not trusted.',
);

test('no line shows a secret', (t) => {
  const shown = Object.values(EVENTS)
    .map((event) => operatorLine(event, UNTIMED))
    .join('\n');
  for (const secret of Object.values(SECRETS)) t.false(shown.includes(secret));
});

const NAMELESS = { ...EVENTS.done, peer: NOBODY };

test(
  'a client without a name is nameless after the first line',
  shows,
  NAMELESS,
  'Session 01234567 done in 2.5 s',
);

test('each line but the one that scripts wait for begins with the time of its event', (t) => {
  for (const event of Object.values(EVENTS)) {
    const line = operatorLine({ ...event, at: Date.UTC(2026, 10, 29, 1, 46, 46, 123) }, FOR_PROGRAMS);
    const text = operatorLine(event, UNTIMED);
    const timed = event.type === 'listening' ? text : `2026-11-29T01:46:46.123Z ${text ?? ''}`;
    t.is(line, text === null ? null : timed, event.type);
  }
});

const FOR_PROGRAMS = lineStyle({ columns: null });
const PLAIN = lineStyle({ columns: () => 80 });
const COLOURED = lineStyle({ columns: () => 80, colour: true });

const CODES = /\u001b\[\d+m/g;

test('colours are on the time, and on the word that says how it went; the characters are the same', (t) => {
  const lost = failed(timedOut('WORK', 1800), 'timeout');
  for (const event of [...Object.values(EVENTS), lost]) {
    const line = operatorLine(event, COLOURED);
    t.is(line?.replace(CODES, '') ?? null, operatorLine(event, PLAIN));
  }
  const coloured = (event: ServerEvent): string[] =>
    [...(operatorLine(event, COLOURED) ?? '').matchAll(/\u001b\[(\d+)m([^\u001b]*)/g)]
      .map(([, code = '', text = '']) => `${code} ${text}`)
      .filter((part) => !part.startsWith('0 ') && !part.startsWith('2 '));
  t.deepEqual(coloured(EVENTS.done), ['32 done']);
  t.deepEqual(coloured(unconfirmed(peerLeft())), ['32 done']);
  t.deepEqual(coloured(lost), ['31 failed at WORK']);
  t.deepEqual(coloured(EVENTS.refused), ['33 Refused']);
  t.deepEqual(coloured(EVENTS.worked), []);
});

const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.constantFrom(
    'x'.repeat(10_240),
    'Max" done in 1 s',
    'Max\u201d done',
    '" began: 192.0.2.7:1\nSession 1 "',
    '\u001b[2J\u001b[32mdone',
    '\u202edone\u2066',
    '\\',
    '\\" failed at WORK: ',
    '\u5b57'.repeat(64),
    '   ',
  ),
  fc.stringMatching(/^[" \\done\n\r\u001b\u202e\u{1f600}]*$/u),
);
const LINE =
  /^\S+ \S+ (?:Session 01234567|Refused 192\.0\.2\.7:7)( "(?:[^"\\]|\\.)*")?(?: (began|worked|done|failed at WORK)\b|:)/;

test('a hostile name stays between its quotes, in one line, and leaves the word in sight', (t) => {
  fc.assert(
    fc.property(HOSTILE, fc.boolean(), (name, several) => {
      const subject = { CN: several ? [name, name] : name };
      const client = { subject, issuer: {}, serialNumber: '', fingerprint256: '' };
      const peer = { ...PEER, client };
      const certificate = { ...client, validFrom: '', validTo: '' };
      const refused: ServerEvent = { ...EVENTS.shed, reason: 'not_open', certificate };
      const lost = failed(timedOut('WORK', 1800), 'timeout');
      const sessions = [EVENTS.connected, EVENTS.worked, EVENTS.done, lost];
      for (const event of [refused, ...sessions.map((one) => ({ ...one, peer }))]) {
        const line = operatorLine(event, PLAIN) ?? '';
        assert.doesNotMatch(line, /[\p{C}\u2028\u2029]/u);
        const [start = '', quoted = '', word] = LINE.exec(line) ?? [];
        assert.notEqual(start, '', line);
        assert.equal(word, WORDS[event.type], line);
        assert.ok(columnsOf(start.replace('…', '.')) <= 80, line);
        assert.equal(quoted === '', name === '' && !several, line);
        assert.ok((operatorLine(event, FOR_PROGRAMS) ?? '').length < 200, line);
      }
    }),
  );
  t.pass();
});

const WORDS: Partial<Record<ServerEvent['type'], string>> = {
  connected: 'began',
  work_accepted: 'worked',
  done: 'done',
  failed: 'failed at WORK',
};
