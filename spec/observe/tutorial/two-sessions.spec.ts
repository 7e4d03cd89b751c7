import test from 'ava';
import { checksum } from '../../../lib/protocol/digests.js';
import { DEFAULT_BODY_NAMES } from '../../../lib/protocol/constants.js';
import { peerLeft, unsolicitedLine } from '../../../lib/protocol/failures.js';
import { rememberInput } from '../../../lib/protocol/last-input.js';
import type { TlslpError } from '../../../lib/protocol/errors.js';
import { solve } from '../../support/line-client.js';
import {
  body,
  CKSUM,
  DONE,
  eventsOf,
  HELLO,
  narrationOf,
  SUFFIX,
  TOKEN,
  TUTORIAL,
  work,
} from './conversation.js';
import { matchesTranscript } from '../../support/golden.js';

// A tutorial of two sessions: the second has fresh secrets.

const OTHER_TOKEN = 'a-fresh-token';
const OTHER_SUFFIX = solve(OTHER_TOKEN, 12);
const randomOf = (name: string): string => `fresh-${name.toLowerCase()}`;
const cksumOf = (name: string): string => checksum(OTHER_TOKEN, randomOf(name));

const FIRST = eventsOf(TUTORIAL, [
  'HELLOBACK',
  SUFFIX,
  ...DEFAULT_BODY_NAMES.map(() => `${CKSUM} Ada`),
  'OK',
]);
const SECOND = [
  HELLO,
  work(12, OTHER_TOKEN),
  ...DEFAULT_BODY_NAMES.map((name) => body(name, randomOf(name))),
  DONE,
];
const RIGHT = ['HELLOBACK', OTHER_SUFFIX, ...DEFAULT_BODY_NAMES.map((name) => `${cksumOf(name)} Ada`), 'OK'];

/** The narration of both sessions; in the second, the client sends these lines. */
function told(lines: readonly string[], ending?: TlslpError): string {
  return narrationOf([...FIRST, ...eventsOf(SECOND, lines, ending)], { sessions: 2 });
}

/** What is told from the second session on. */
const secondOf = (text: string): string => text.slice(text.indexOf('Right so far:'));

const testGolden = test.macro({
  exec(t, name: string, lines: readonly string[], ending?: TlslpError) {
    matchesTranscript(t, name, secondOf(told(lines, ending)));
  },
  title: (_, name: string) => `golden: ${name}`,
});

test(testGolden, 'second-session', RIGHT);
test(testGolden, 'built-in-suffix', ['HELLOBACK', SUFFIX]);
test(testGolden, 'built-in-checksum', [...RIGHT.slice(0, 2), `${CKSUM} Ada`]);
test(testGolden, 'second-session-left', RIGHT.slice(0, 3), peerLeft());

test('the first session is explained as if it was the only one, but for its first line and its end', (t) => {
  const alone = narrationOf(FIRST);
  const [, ...rest] = told(RIGHT).split('\n');
  t.true(rest.join('\n').startsWith(alone.slice(alone.indexOf('\n') + 1, alone.indexOf('Passed:'))));
});

const names = test.macro({
  exec(t, lines: readonly string[], expected: RegExp) {
    t.regex(secondOf(told(lines)).replaceAll(/\s+/g, ' '), expected);
  },
  title: (title = '') => `named: ${title}`,
});

const asked = (cksum: string): string[] => [...RIGHT.slice(0, 2), `${cksum} Ada`];
test('the token of the first session', names, asked(checksum(TOKEN, randomOf('FULL_NAME'))), /→ .*the token of an earlier WORK/); // prettier-ignore
test('the random string of the first session', names, asked(checksum(OTHER_TOKEN, 'LGTk')), /→ .*(earlier|documentation)/); // prettier-ignore
test('another mistake than a built-in answer', names, asked(checksum(randomOf('FULL_NAME'), OTHER_TOKEN)), /Put token before random_string/); // prettier-ignore
test('a note on a value', names, [...RIGHT.slice(0, 2), `${cksumOf('FULL_NAME')} "Ada"`], /Note: the quotes are part of the value/); // prettier-ignore

test('a line too many after an answer is blamed on its step', (t) => {
  const second = eventsOf(SECOND.slice(0, 3), RIGHT.slice(0, 3), unsolicitedLine());
  const text = narrationOf([...FIRST, ...second], { sessions: 2 });
  t.regex(text, /✘ A second line came after the answer to FULL_NAME, and no command had asked for it\./);
  t.regex(text, /\nNot passed: session 2 ended in step 3\.\n/);
  t.regex(text, /✘ after FULL_NAME \(unsolicited_line\)\n/);
});

test('a client that leaves before HELLO is explained, and does not use up the session', (t) => {
  const left = eventsOf([], [], peerLeft());
  const options = { sessions: 2, serverNames: ['DNS:localhost'] };
  const text = narrationOf([...left, ...FIRST, ...left, ...eventsOf(SECOND, RIGHT)], options);
  t.is(text.split('✘ Your client left before the first step.').length, 3);
  t.is(text.split('Tutorial: session 1 of 2').length, 2);
  t.is(text.split('Session 2 of 2:').length, 2);
  t.regex(text, /The server's certificate is for: localhost\n/);
  t.regex(text, /\nPassed: your client speaks the protocol\.\n/);
});

test('three sessions: the one between asks for the next', (t) => {
  const text = narrationOf([...FIRST, ...eventsOf(SECOND, RIGHT), ...eventsOf(SECOND, RIGHT)], {
    sessions: 3,
  });
  t.regex(text, /\nRight so far: session 2 of 3 is passed\.\n[^]*\nSession 3 of 3: [^]*\nPassed: /);
});

test('a client that sent bytes before HELLO, and left, has used up the session', (t) => {
  const error = peerLeft();
  rememberInput(error, null, Buffer.from('HELLOBACK'));
  const text = narrationOf(eventsOf([], [], error), { sessions: 2 });
  t.regex(text, /HELLOBACK/);
  t.regex(text, /\nNot passed: the session ended before the first step\.\n/);
});
