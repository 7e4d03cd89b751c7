import assert from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { ProtocolError, type TlslpError } from '../../../lib/protocol/errors.js';
import { peerLeft, timedOut, unsolicitedBytes, unsolicitedLine } from '../../../lib/protocol/failures.js';
import { rememberInput } from '../../../lib/protocol/last-input.js';
import { body, CKSUM, DONE, eventsOf, HELLO, narrationOf, SUFFIX, work } from './conversation.js';
import { matchesTranscript } from '../../support/golden.js';

const PLAN = [HELLO, work(), body(), DONE];
const TO_WORK = ['HELLOBACK'];
const TO_BODY = ['HELLOBACK', SUFFIX];

const badUtf8 = (): TlslpError => new ProtocolError('invalid_utf8', 'The line is not valid UTF-8.');
const tooLong = (): TlslpError => new ProtocolError('line_too_long', 'The line is longer than 1000 bytes.');

/** The narration of a session that ends with this error, with what the client had sent. */
function told(
  error: TlslpError,
  bytes: string | Buffer,
  lines: readonly string[] = [],
  line: string | null = null,
): string {
  rememberInput(error, line, Buffer.from(bytes));
  return narrationOf(eventsOf(PLAN, lines, error));
}

const flat = (text: string): string => text.replace(/\s+/g, ' ');

test('golden: no LF', (t) => {
  matchesTranscript(t, 'left-without-lf', told(peerLeft(), 'HELLOBACK\r'));
});

test('golden: not UTF-8', (t) => {
  const digest = Buffer.from(CKSUM, 'hex');
  matchesTranscript(
    t,
    'raw-digest',
    told(badUtf8(), Buffer.concat([digest, Buffer.from(' Ada\n')]), TO_BODY),
  );
});

test('golden: an unasked line', (t) => {
  matchesTranscript(t, 'value-in-second-line', told(unsolicitedLine(), '', [...TO_BODY, CKSUM], 'Ada'));
});

const testLeft = test.macro({
  exec(t, bytes: string | Buffer, shown: RegExp, says: RegExp, lines: readonly string[] = []) {
    for (const error of [peerLeft(), timedOut('HELLO', 10)]) {
      const text = flat(told(error, bytes, lines));
      t.regex(text, shown);
      t.regex(text, says);
    }
  },
  title: (given) => `without an LF: ${given ?? ''}`,
});

test(
  'the right bytes',
  testLeft,
  'HELLOBACK',
  /9 bytes came without an LF: 48 45 4c 4c 4f 42 41 43 4b /,
  /→ The line has no LF\. Apart from that, this is the right answer/,
);
test('one byte', testLeft, 'H', /One byte came without an LF: 48 /, /→ The line has no LF/);
test(
  'CR alone',
  testLeft,
  'HELLOBACK\r',
  /10 bytes came without an LF: 48 .* 4b 0d /,
  /→ The line ended with CR alone/,
);
test('a NUL', testLeft, 'HELLOBACK\0', /4b 00 /, /ended with a NUL byte, without an LF/);
test(
  'a whole buffer',
  testLeft,
  Buffer.concat([Buffer.from('HELLOBACK')], 64),
  /64 bytes came/,
  /filled up with NUL bytes/,
);
test(
  'backslash n',
  testLeft,
  'HELLOBACK\\n',
  /5c 6e/,
  /backslash and the letter n, two characters, instead of an LF/,
);
test('percent-encoded LF', testLeft, 'HELLOBACK%0A', /25 30 41/, /spelling of LF, as text/);
test('a line separator', testLeft, 'HELLOBACK\u2028', /e2 80 a8/, /another line separator/);
test('a record separator', testLeft, 'HELLOBACK\x1e', /1e/, /another control character/);
test('quotes', testLeft, '"HELLOBACK"', /22 48/, /no LF.*in quotes/);
test('JSON', testLeft, '{"answer":"HELLOBACK"}', /7b 22/, /no LF.*JSON/);
test('lower case and CR', testLeft, 'helloback\r', /6b 0d/, /CR alone.*upper case/);
test(
  'a length, big-endian',
  testLeft,
  '\0\0\0\tHELLOBACK',
  /00 00 00 09 48/,
  /begins with its length \(4 bytes, big-endian\)/,
);
test(
  'a length, little-endian',
  testLeft,
  '\t\0\0\0HELLOBACK',
  /09 00 00 00 48/,
  /begins with its length \(4 bytes, little-endian\)/,
);
test(
  'a length of two bytes',
  testLeft,
  '\0\tHELLOBACK',
  /00 09 48/,
  /begins with its length \(2 bytes, big-endian\)/,
);
test('a length of one byte', testLeft, '\tHELLOBACK', /09 48/, /begins with its length \(one byte\)/);
test('a netstring', testLeft, '9:HELLOBACK,', /39 3a/, /netstring/);
test('MessagePack', testLeft, Buffer.from([0xa9, ...Buffer.from('HELLOBACK')]), /a9 48/, /MessagePack/);
test('CBOR', testLeft, 'iHELLOBACK', /69 48/, /CBOR/);
test('UTF-16', testLeft, Buffer.from('HELLOBACK', 'utf16le'), /48 00 45 00/, /UTF-16 \(little-endian\)/);
test(
  'UTF-16, marked',
  testLeft,
  Buffer.from('\ufeffHELLOBACK', 'utf16le'),
  /ff fe 48 00/,
  /byte order mark \(ff fe\)/,
);
test('UTF-32', testLeft, 'H\0\0\0E\0\0\0L\0\0\0', /48 00 00 00/, /UTF-32/);
test('EBCDIC', testLeft, Buffer.from('c8c5d3d3d6c2c1c3d225', 'hex'), /c8 c5/, /EBCDIC/);
test('gzip', testLeft, Buffer.from('1f8b0800000000000003', 'hex'), /1f 8b/, /gzip/);
test('zlib', testLeft, Buffer.from('789cf370f5f1f1', 'hex'), /78 9c/, /zlib/);
test('TLS in TLS', testLeft, Buffer.from('160301020001', 'hex'), /16 03 01/, /TLS handshake, inside TLS/);
test('WebSocket', testLeft, Buffer.from('818937fa213d', 'hex'), /81 89/, /WebSocket/);
test('a Java object', testLeft, Buffer.from('aced00057400', 'hex'), /ac ed/, /serialized Java object/);
test('a pickle', testLeft, Buffer.from('8004950d00000000', 'hex'), /80 04/, /pickle/);
test('telnet', testLeft, Buffer.from('fffd18fffd20', 'hex'), /ff fd/, /telnet/);
test(
  'a suffix',
  testLeft,
  SUFFIX,
  /6e 33/,
  /no LF\. Apart from that, this is the right answer to WORK/,
  TO_WORK,
);
test(
  'a checksum',
  testLeft,
  `${CKSUM} Ada`,
  /68 bytes came/,
  /this is the right answer to FULL_NAME/,
  TO_BODY,
);

test('bytes that were there before HELLO', (t) => {
  const error = timedOut('HELLO', 10);
  rememberInput(error, null, Buffer.from('HELLOBACK'), true);
  t.regex(
    flat(narrationOf(eventsOf(PLAN, [], error))),
    /→ Your client spoke first: these bytes came before HELLO/,
  );
});

const testAfterOk = test.macro({
  exec(t, bytes: string, ...patterns: RegExp[]) {
    // The narrator has seen OK, but no `done` for it.
    const events = eventsOf(PLAN, [...TO_BODY, `${CKSUM} Ada`], unsolicitedBytes());
    const ended = events.splice(-2);
    const [done] = ended;
    if (done?.type !== 'done' || done.error === null) throw new Error('the session is not done');
    rememberInput(done.error, null, Buffer.from(bytes));
    const text = flat(
      narrationOf([...events, { ...done, type: 'received', command: DONE, line: 'OK' }, ...ended]),
    );
    t.regex(text, /✔ Exactly OK, ended by one LF/);
    t.regex(text, /✘ More bytes came after the answer to DONE: nothing may follow OK/);
    t.regex(text, /Not passed.*after DONE \(unsolicited_line\)/);
    for (const pattern of patterns) t.regex(text, pattern);
  },
  title: (given) => `after OK and its LF: ${given ?? ''}`,
});
test('a word', testAfterOk, 'bye', /client < bye bytes 3 bytes came without an LF: 62 79 65 /);
test('one NUL', testAfterOk, '\0', /One byte came without an LF: 00 /, /→ A NUL byte came after the LF/);

test('nothing at all is said too', (t) => {
  t.regex(told(peerLeft(), ''), /bytes none came\n/);
});

const testBroken = test.macro({
  exec(t, bytes: Buffer, says: RegExp, lines: readonly string[] = TO_BODY) {
    t.regex(flat(told(badUtf8(), Buffer.concat([bytes, Buffer.from('\n')]), lines)), says);
  },
  title: (given) => `not UTF-8: ${given ?? ''}`,
});
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

test('Latin-1', testBroken, latin1(`${CKSUM} Ren\xe9`), /Ren\\xe9\\n .*single bytes above 7f, as in Latin-1/);
test('Windows-1252', testBroken, latin1(`${CKSUM} St James\x92s`), /as in Windows-1252/);
test('cut', testBroken, latin1(`${CKSUM} Ren\xc3`), /middle of a character/);
test('surrogates', testBroken, latin1(`${CKSUM} \xed\xa0\xbd\xed\xb2\xa9`), /encoded surrogates/);
test('modified UTF-8', testBroken, latin1(`${CKSUM} \xc0\x80`), /modified UTF-8/);
test(
  'a raw digest',
  testBroken,
  Buffer.concat([Buffer.from(CKSUM, 'hex'), Buffer.from(' Ada')]),
  /raw bytes of the SHA-256 of token \+ random_string/,
);
test('noise', testBroken, Buffer.from('80ff0102fe03fa04f905', 'hex'), /line is not text/, TO_WORK);
test('UTF-16 with a mark', testBroken, Buffer.from('\ufeffHELLOBACK', 'utf16le'), /UTF-16/, []);

test('the line that is not UTF-8 is shown, not what came before it', (t) => {
  const text = told(badUtf8(), Buffer.from('fine\n\xe9\nmore', 'latin1'));
  t.regex(text, /client < \\xe9\\n\n +bytes e9 0a\n/);
});

const testLong = test.macro({
  exec(t, bytes: string, says: RegExp, lines: readonly string[] = []) {
    t.regex(flat(told(tooLong(), bytes, lines)), says);
  },
  title: (given) => `too long: ${given ?? ''}`,
});

test(
  'filled up',
  testLong,
  `HELLOBACK${'\0'.repeat(1015)}`,
  /1024 bytes came without an LF: 48 .*filled up with NUL bytes, to 1024 bytes/,
);
test('spaces', testLong, `HELLOBACK${' '.repeat(1015)}`, /filled up with spaces/);
test('CR alone', testLong, 'HELLOBACK\rn1\r'.repeat(100), /CR alone/);
test('again and again', testLong, 'HELLOBACK'.repeat(120), /again and again/);
test(
  'a long value',
  testLong,
  `${CKSUM} ${'Ada Lovelace '.repeat(9)}${'x'.repeat(900)}\n`,
  /before the LF.*the value is too long/,
  TO_BODY,
);
test('something', testLong, Array.from({ length: 400 }, (_, i) => i).join(''), /1090 bytes came, and no LF/);

const testUnasked = test.macro({
  exec(t, line: string, says: RegExp, lines: readonly string[] = TO_WORK) {
    const text = flat(told(unsolicitedLine(), '', lines, line));
    t.regex(text, says);
    t.regex(text, /client < .* bytes ([0-9a-f]{2} )*0a /);
  },
  title: (given) => `unasked: ${given ?? ''}`,
});

test('an empty line', testUnasked, '', /empty line came after the answer to HELLO/);
test('CR', testUnasked, '\r', /empty line came/);
test('twice', testUnasked, 'HELLOBACK', /was sent twice/, TO_WORK);
test('a value', testUnasked, 'Ada', /checksum came in one line, and more in a second/, [...TO_BODY, CKSUM]);
test('a value of two lines', testUnasked, 'Lovelace', /more than one line/, [...TO_BODY, `${CKSUM} Ada`]);
test('HTTP', testUnasked, 'Host: localhost', /client < Host: localhost/, TO_WORK);
test('NUL', testUnasked, '\0', /NUL byte came before the LF/);

test('an error without input is told as before', (t) => {
  t.notRegex(narrationOf(eventsOf(PLAN, [], peerLeft())), /bytes/);
});

test('whatever bytes a stranger sends, nothing of them moves the cursor, and no line is too wide', (t) => {
  const bytes = fc.uint8Array({ maxLength: 1100 }).map((array) => Buffer.from(array));
  const error = fc.constantFrom(peerLeft, badUtf8, tooLong, unsolicitedLine, () => timedOut('HELLO', 10));
  const lines = fc.constantFrom<readonly string[]>([], TO_WORK, TO_BODY);
  fc.assert(
    fc.property(
      bytes,
      error,
      lines,
      fc.string({ unit: 'binary', maxLength: 90 }),
      (raw, make, before, line) => {
        const text = told(make(), raw, before, line.replaceAll('\n', ''));
        assert.doesNotMatch(
          text,
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u,
        );
        for (const shown of text.split('\n')) assert.ok(Array.from(shown).length <= 100, shown);
      },
    ),
    { numRuns: 200, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
  t.pass();
});

test('no answer of the token is in an error', (t) => {
  const error = peerLeft();
  rememberInput(error, `${CKSUM} secret`, Buffer.from('secret'));
  t.false(JSON.stringify(error).includes('secret'));
  t.false(
    Object.values(Object.getOwnPropertyDescriptors(error)).some(({ value }) =>
      String(value).includes('secret'),
    ),
  );
});
