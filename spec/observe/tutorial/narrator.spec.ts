import test from 'ava';
import { checksum } from '../../../lib/protocol/digests.js';
import {
  ProtocolError,
  ServiceError,
  TransportError,
  type TlslpError,
} from '../../../lib/protocol/errors.js';
import type { ListeningEvent } from '../../../lib/server/events.js';
import { peerLeft, serverStopping, timedOut, unsolicitedLine } from '../../../lib/protocol/failures.js';
import { createNarrator } from '../../../lib/observe/tutorial/narrator.js';
import type { AskingCommand } from '../../../lib/protocol/answers.js';
import {
  body,
  CKSUM,
  DONE,
  eventsOf,
  HELLO,
  narrationOf,
  RANDOM_STRING,
  SUFFIX,
  TOKEN,
  TUTORIAL,
  work,
} from './conversation.js';
import { matchesTranscript } from '../../support/golden.js';

const VALUES = [
  'Ada Lovelace',
  'ada@example.org',
  'a.king@example.org',
  '078-05-1120',
  '1815-12-10',
  'Žižkov',
  '12 St James Square',
  '',
];
const GOOD = ['HELLOBACK', SUFFIX, ...VALUES.map((value) => `${CKSUM} ${value}`), 'OK'];
const UP_TO_BODY = ['HELLOBACK', SUFFIX];
const otherChecksum = checksum(RANDOM_STRING, TOKEN);

const testGolden = test.macro({
  exec(t, name: string, lines: readonly string[], ending?: TlslpError) {
    matchesTranscript(t, name, narrationOf(eventsOf(TUTORIAL, lines, ending)));
  },
  title: (_given, name: string) => `golden: ${name}`,
});

test(testGolden, 'whole-session', GOOD);
test(testGolden, 'hello-crlf', ['HELLOBACK\r']);
test(testGolden, 'hello-http', ['GET / HTTP/1.1\r']);
test(testGolden, 'hello-unknown', ['Guten Tag, \u001b[31mServer\u001b[0m']);
test(testGolden, 'work-suffix-alone', ['HELLOBACK', 'n530946']);
test(testGolden, 'work-leading-zeros', ['HELLOBACK', 'n4861006']);
test(testGolden, 'work-too-few', ['HELLOBACK', 'n24501']);
test(testGolden, 'work-unknown', ['HELLOBACK', 'xyz']);
test(testGolden, 'body-newline-hashed', [...UP_TO_BODY, `${checksum(TOKEN, `${RANDOM_STRING}\n`)} Ada`]);
test(testGolden, 'body-order-swapped', [...UP_TO_BODY, `${otherChecksum} Ada`]);
test(testGolden, 'body-two-mistakes', [...UP_TO_BODY, `"${otherChecksum.toUpperCase()}" Ada`]);
test(testGolden, 'body-no-checksum', [...UP_TO_BODY, 'Ada Lovelace']);
test(testGolden, 'body-unknown', [...UP_TO_BODY, `${checksum('x', 'y')} Ada`]);
test(testGolden, 'done-case', [...GOOD.slice(0, -1), 'ok']);
test(testGolden, 'timed-out-hello', [], timedOut('HELLO', 10));
test(testGolden, 'timed-out-work', ['HELLOBACK'], timedOut('WORK', 1800));
test(testGolden, 'left-in-work', ['HELLOBACK'], peerLeft(new Error('read ECONNRESET 192.0.2.77:45678')));
test(testGolden, 'left-in-done', GOOD.slice(0, -1), peerLeft());
test(
  testGolden,
  'line-too-long',
  [],
  new ProtocolError('line_too_long', 'The line is longer than 1000 bytes.'),
);
test(testGolden, 'invalid-utf8', [], new ProtocolError('invalid_utf8', 'The line is not valid UTF-8.'));
test(testGolden, 'server-stopping', ['HELLOBACK'], serverStopping());

test('golden: spoke-first', (t) => {
  matchesTranscript(t, 'spoke-first', narrationOf(eventsOf([], [], unsolicitedLine())));
});

test('golden: two-lines', (t) => {
  matchesTranscript(
    t,
    'two-lines',
    narrationOf(eventsOf(TUTORIAL.slice(0, 2), UP_TO_BODY, unsolicitedLine())),
  );
});

test('golden: whole-session in colour', (t) => {
  matchesTranscript(t, 'whole-session-colour', narrationOf(eventsOf(TUTORIAL, GOOD), { colour: true }));
});

test('colour adds terminal codes and changes nothing else', (t) => {
  const coloured = narrationOf(eventsOf(TUTORIAL, [...UP_TO_BODY, 'Ada']), { colour: true });
  t.true(coloured.includes('\u001b[31m'));
  t.is(coloured.replace(/\u001b\[\d*m/g, ''), narrationOf(eventsOf(TUTORIAL, [...UP_TO_BODY, 'Ada'])));
});

test('nothing of time, address and id is told', (t) => {
  const stamps = /SESSION-ID|1234567890123|98765|192\.0\.2|45678|ECONNRESET/;
  t.notRegex(narrationOf(eventsOf(TUTORIAL, GOOD)), stamps);
  t.notRegex(narrationOf(eventsOf(TUTORIAL, ['HELLOBACK'], peerLeft(new Error('ECONNRESET')))), stamps);
});

test('each event is told when it happens', (t) => {
  const parts: string[] = [];
  const narrate = createNarrator({ colour: false, write: (text) => parts.push(text) });
  const lengths = eventsOf([HELLO], ['HELLOBACK']).map((event) => {
    narrate(event);
    return parts.length;
  });
  t.deepEqual(lengths, [1, 2, 4, 4]);
  t.regex(parts[3] ?? '', /✔ Exactly HELLOBACK/);
});

test('a plan of any length is counted', (t) => {
  const commands = [HELLO, work(), body('A', 'r1'), body('A', 'r2'), DONE];
  t.regex(narrationOf(eventsOf(commands, []), { steps: 5 }), /Step 1 of 5: HELLO/);
  const lines = [...UP_TO_BODY, `${checksum(TOKEN, 'r1')} x`, `${checksum(TOKEN, 'r2')} y`, 'OK'];
  const text = narrationOf(eventsOf(commands, lines), { steps: 3 });
  t.regex(text, /Step 5 of 5: DONE/);
  t.regex(text, /values: 2 of 2/);
});

test('a plan without WORK is told as far as it can be known', (t) => {
  const right = narrationOf(eventsOf([HELLO, body(), DONE], ['HELLOBACK', `${CKSUM} x`, 'OK']), { steps: 3 });
  t.notRegex(right, /made of|WORK:/);
  t.regex(right, /Passed/);
  const wrong = narrationOf(eventsOf([HELLO, body()], ['HELLOBACK', 'x']));
  t.regex(wrong, /✘ Invalid checksum received\./);
  t.notRegex(wrong, /expected/);
});

test('a second WORK is explained in brief, and counts from then on', (t) => {
  const commands = [HELLO, work(), work(0, 'OTHER'), body(), DONE];
  const lines = ['HELLOBACK', SUFFIX, 'x', `${CKSUM} Ada`];
  const text = narrationOf(eventsOf(commands, lines));
  t.regex(text, /Proof of work once more, with this token and n_bits = 0\. That takes 1 try\./);
  t.regex(text, /SHA-256 of the token of an earlier WORK \+ random_string/);
});

test('a right answer that something follows at once is told as right', (t) => {
  const events = eventsOf([HELLO, work()], UP_TO_BODY, unsolicitedLine()).filter(
    ({ type }) => type !== 'work_accepted',
  );
  const text = narrationOf(events);
  t.regex(text, /This answer itself is right\.\n.*✘ A second line came after the answer to WORK/);
});

test('a wrong answer that something follows at once is not called right', (t) => {
  const [connected, sent, received] = eventsOf([HELLO], ['nope']);
  const failed = eventsOf([HELLO], [], unsolicitedLine()).find(({ type }) => type === 'failed');
  const events = [connected, sent, received, failed].filter((event) => event !== undefined);
  const text = narrationOf(events);
  t.notRegex(text, /itself is right|✔/);
  t.regex(text, /✘ A line came, and no command had asked for it\./);
});

const testEnding = test.macro({
  exec(t, error: TlslpError, expected: RegExp, commands: readonly AskingCommand[], lines: readonly string[]) {
    t.regex(narrationOf(eventsOf(commands, lines, error)), expected);
  },
  title: (given) => `ending: ${given ?? ''}`,
});

test('left before the first step', testEnding, peerLeft(), /left before the first step/, [], []);
test(
  'left between steps',
  testEnding,
  peerLeft(),
  /closed its sending side after its answer to HELLO: to the server, it has\s+left\./,
  [HELLO],
  ['HELLOBACK'],
);
test(
  'a line after OK',
  testEnding,
  unsolicitedLine(),
  /DONE: nothing may follow OK/,
  [HELLO, DONE],
  ['HELLOBACK', 'OK'],
);
test(
  'not written',
  testEnding,
  new TransportError('not_sent', 'x'),
  /could not write its command/,
  [HELLO],
  [],
);
test('at random', testEnding, new ServiceError('random_failure', 'x'), /at random/, [HELLO], []);
test('not kept', testEnding, new ServiceError('not_durable', 'Disk full.'), /Disk full\./, [HELLO], []);
test('any other', testEnding, new ServiceError('failed_by_peer', 'Why\u0007'), /✘ Why\\u0007/, [HELLO], []);

test('events out of order are not told, and harm nothing', (t) => {
  const stamp = { id: 'x', at: 0, elapsed: 0, peer: { remote: null, client: null, tls: null } };
  const text = narrationOf([
    { ...stamp, type: 'work_accepted', nBits: 1, suffix: 'x', zeroBits: 2, seconds: 1 },
    { ...stamp, type: 'answered', name: 'A', value: 'x' },
    { ...stamp, type: 'sent', command: { kind: 'fail', reason: 'x' }, line: 'FAIL x' },
  ]);
  t.is(text, '');
});

const listening: ListeningEvent = {
  ...{ type: 'listening', at: 0, host: 'localhost', port: 1, addresses: ['127.0.0.1'], path: null },
  places: [],
};

test('when the server listens, it says what a client needs', (t) => {
  const text = narrationOf([listening], { invitation: { caCert: 'a/ca\u001b[31m.pem', seconds: 90 } });
  t.regex(text, /^Run your client now: the server waits for it, for 90 seconds\.\n/);
  t.regex(text, /\n +CA a\/ca\\u001b\[31m\.pem\n/);
  t.regex(text, /client_cert\.pem/);
});

test('where no client certificate is asked for, none is spoken of', (t) => {
  const text = narrationOf([listening], { invitation: { caCert: null, seconds: 600 } });
  t.regex(text, /It needs no certificate of its own/);
  t.notRegex(text, /client_cert\.pem/);
  t.is(narrationOf([listening]), '', 'nothing, if there is nothing to say');
});
