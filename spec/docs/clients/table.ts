import { createHash } from 'node:crypto';
import { inDays, issueLeaf, LOCAL_HOSTS, type LeafOptions } from '../../../lib/certificates/issue.js';
import { cuts, ends, resets, type Bytes, type Ending, type Line, type Played } from './played.js';

// The servers of docs/protocol.md, "What a client owes": good ones that are unusual, and bad ones.

const TOKEN = 'token';
const HELLO = 'HELLO\n';
const WORK = `WORK ${TOKEN} 0\n`;
const NAME = 'COUNTRY r\n';
const DONE = 'DONE\n';

const checksum = (randomString: string, token = TOKEN): string =>
  createHash('sha256')
    .update(token + randomString)
    .digest('hex');

// All clients count from 0, and any suffix is right for 0 bits.
const ANSWERS = ['HELLOBACK\n', '0\n', `${checksum('r')} United Kingdom\n`, 'OK\n'] as const;
const answers = (count: number): string => ANSWERS.slice(0, count).join('');

const good = (says: readonly Bytes[], sent: string, more: Partial<Played> = {}): Played => ({
  says,
  sent,
  fails: null,
  ...more,
});

/** Answers the lines before the last, and nothing to the last. */
const bad = (says: readonly Bytes[], fails: RegExp, more: Partial<Played> = {}): Played => ({
  says,
  sent: answers(says.length - 1),
  fails,
  ...more,
});

/** In seconds. Long enough for a client to begin on a busy machine. */
export const SHORT_LIMIT = '10';

const NO_COMMAND = /no command that may come here/;
const TOO_LONG = /line is too long/;
const SILENT = /said nothing for/;
const OVER = /left|over|reset|closed|EOF|shut down/i;

const at: Readonly<Record<string, readonly string[]>> = {
  HELLO: [],
  WORK: [HELLO],
  'a request': [HELLO, WORK],
  'a later request': [HELLO, WORK, NAME],
};

const long = (count: number): string => 'x'.repeat(count);

/** Lines that may not come in this place. */
const BAD_LINES: Readonly<Record<string, Readonly<Record<string, Bytes>>>> = {
  HELLO: {
    'CR LF': 'HELLO\r\n',
    'a space before': ' HELLO\n',
    'a space after': 'HELLO \n',
    'lower case': 'hello\n',
    'a byte order mark': '\ufeffHELLO\n',
    'a NUL': 'HELLO\0\n',
    nothing: '\n',
    'another word': 'HELLOBACK\n',
    WORK,
    'a request': NAME,
    DONE,
    'no UTF-8': Buffer.from('HELLO\xff\n', 'latin1'),
  },
  WORK: {
    'HELLO twice': HELLO,
    'a request': NAME,
    DONE,
    'lower case': 'work token 0\n',
    'no n_bits': 'WORK token\n',
    'two spaces': 'WORK token  0\n',
    'a space after': 'WORK token 0 \n',
    'a tab': 'WORK\ttoken 0\n',
    'CR LF': 'WORK token 0\r\n',
    'a NUL': 'WORK token 0\0\n',
    'a third word': 'WORK token 0 0\n',
    'a token of 129 characters': `WORK ${long(129)} 0\n`,
    'a dot in the token': 'WORK to.ken 0\n',
    'another letter in the token': 'WORK tökén 0\n',
    'no token': 'WORK  0\n',
    ...Object.fromEntries(
      [
        '65',
        '100',
        '1000000000',
        `1${'0'.repeat(30)}`,
        '-1',
        '+1',
        '0x10',
        '08',
        '00',
        '1.0',
        '1e1',
        '٣',
        '３',
        'x',
      ].map((bits) => [`n_bits ${bits}`, `WORK token ${bits}\n`]),
    ),
  },
  'a request': {
    'HELLO twice': HELLO,
    'WORK twice': WORK,
    'WORK as a name': 'WORK r\n',
    'HELLO as a name': 'HELLO r\n',
    'DONE as a name': 'DONE r\n',
    'lower case': 'country r\n',
    'no random string': 'COUNTRY\n',
    'two spaces': 'COUNTRY  r\n',
    'a space after': 'COUNTRY r \n',
    'a third word': 'COUNTRY r r\n',
    'CR LF': 'COUNTRY r\r\n',
    'a NUL': 'COUNTRY r\0\n',
    'a dash in the name': 'COUN-TRY r\n',
    'a name of 129 characters': `${'X'.repeat(129)} r\n`,
    'a random string of 129 characters': `COUNTRY ${long(129)}\n`,
    'no UTF-8': Buffer.from('COUNTRY \xc0\xaf\n', 'latin1'),
    'a line of no words': '\xa0\n',
  },
  'a later request': {
    'HELLO again': HELLO,
    'WORK again': WORK,
    'DONE with CR LF': 'DONE\r\n',
    'DONE with a space': 'DONE \n',
    'DONE in lower case': 'done\n',
    'DONE with a NUL': 'DONE\0\n',
  },
};

const ESC = '\u001b[31m';

/** While the client solves: none finds a suffix for 64 bits. */
const solving = (act: Ending): Partial<Played> => ({
  then: (line) => {
    // The client has read WORK by now, or reads both at once: that makes no difference to it.
    setTimeout(() => {
      act(line);
    }, 300);
  },
});
const HARD = 'WORK token 64\n';
const write =
  (...pieces: readonly string[]): Ending =>
  ({ tls }) => {
    for (const piece of pieces) tls.write(piece);
  };

/** One byte every 300 ms, until the client leaves. */
const drips: Ending = ({ tls }: Line) => {
  const timer = setInterval(() => tls.write('x'), 300);
  tls.on('close', () => {
    clearInterval(timer);
  });
};

/** Whatever the client thinks of the line: it is one byte a piece. */
const byByte =
  (text: string): Ending =>
  ({ tls }) => {
    for (const byte of text) tls.write(byte);
  };

const rows = (table: Readonly<Record<string, Played>>): (readonly [string, Played])[] =>
  Object.entries(table);

const NAMES = [
  'OK',
  'HELLOBACK',
  'FULL',
  'FAILED',
  'FAIL_',
  'WORKS',
  'WORK_',
  'DONE_',
  'HELLO_',
  '_',
  '0',
  'X'.repeat(128),
];
const WORD = `-${long(127)}`;
const MANY = Array.from({ length: 1000 }, (_none, i) => String(i));

const GOOD = rows({
  'a whole session': good([HELLO, WORK, NAME, DONE], answers(4)),
  'its own names, and one that it does not know': good(
    [HELLO, WORK, 'FULL_NAME r_-9\n', 'EMAIL1 r\n', 'SHOE_SIZE r\n', DONE],
    `${answers(2)}${checksum('r_-9')} Ada Lovelace\n${checksum('r')} ada@example.com\n${checksum('r')} \nOK\n`,
  ),
  'no requests': good([HELLO, WORK, DONE], `${answers(2)}OK\n`),
  'its own end with DONE': good([HELLO, WORK, NAME, DONE], answers(4), { then: ends }),
  'an end without close_notify after OK': good([HELLO, WORK, DONE, ''], `${answers(2)}OK\n`, { then: cuts }),
  'a reset after OK': good([HELLO, WORK, DONE, ''], `${answers(2)}OK\n`, { then: resets }),
  'FAIL after OK': good([HELLO, WORK, DONE, 'FAIL x\n'], `${answers(2)}OK\n`),
  'names that look like commands': good(
    [HELLO, WORK, ...NAMES.map((name) => `${name} r\n`), DONE],
    `${answers(2)}${NAMES.map(() => `${checksum('r')} \n`).join('')}OK\n`,
  ),
  'the longest words': good(
    [HELLO, `WORK ${WORD} 0\n`, `COUNTRY ${WORD}\n`, DONE],
    `HELLOBACK\n0\n${checksum(WORD, WORD)} United Kingdom\nOK\n`,
  ),
  'a thousand requests': good(
    [HELLO, WORK, ...MANY.map((i) => `COUNTRY ${i}\n`), DONE],
    `${answers(2)}${MANY.map((i) => `${checksum(i)} United Kingdom\n`).join('')}OK\n`,
  ),
  // `a991` is the vector of docs/protocol.md; no smaller number has 12 bits.
  'work of 12 bits': good([HELLO, 'WORK a 12\n', DONE], 'HELLOBACK\n991\nOK\n'),
  'one byte at a time': good([''], `${answers(2)}OK\n`, {
    then: ({ tls, tcp }) => {
      const rest = [HELLO, WORK, DONE];
      const next = (): void => {
        byByte(rest.shift() ?? '')({ tls, tcp });
      };
      tls.on('data', next);
      next();
    },
  }),
  'TLS 1.2': good([HELLO, WORK, DONE], `${answers(2)}OK\n`, { tls: () => ({ maxVersion: 'TLSv1.2' }) }),
  'an address in place of a name': good([HELLO, WORK, DONE], `${answers(2)}OK\n`, { host: '127.0.0.1' }),
});

const BROKEN = Object.entries(BAD_LINES).flatMap(([place, lines]) =>
  Object.entries(lines).map(([what, line]): readonly [string, Played] => [
    `${what}, in place of ${place}`,
    bad([...(at[place] ?? []), line], NO_COMMAND),
  ]),
);

const AT_ONCE = Object.entries({ HELLO, WORK, 'a request': NAME }).flatMap(([place, command]) => {
  const before = at[place] ?? [];
  return rows({
    [`${place} and FAIL at once`]: bad([...before, `${command}FAIL no\n`], /says FAIL.*no/),
    [`${place} and another command at once`]: bad([...before, command + DONE], /did not wait/),
  });
});

const EVERYWHERE = Object.entries(at).flatMap(([place, before]) =>
  rows({
    [`FAIL alone, at ${place}`]: bad([...before, 'FAIL\n'], /says FAIL/),
    [`FAIL and a reason, at ${place}`]: bad(
      [...before, `FAIL ${ESC} red é\n`],
      /says FAIL.*\\(x|u00)1b\[31m red/,
    ),
    [`FAIL, then DONE, at ${place}`]: bad([...before, `FAIL no\n${DONE}`], /says FAIL.*no/),
    [`a line of 1001 bytes, at ${place}`]: bad([...before, `${long(1000)}\n`], TOO_LONG),
    [`bytes without end, at ${place}`]: bad([...before, long(100_000)], TOO_LONG),
    [`its end, at ${place}`]: bad([...before, ''], OVER, { then: ends }),
    [`its end without close_notify, at ${place}`]: bad([...before, ''], OVER, { then: cuts }),
    [`a reset, at ${place}`]: bad([...before, ''], OVER, { then: resets }),
    [`silence, at ${place}`]: bad([...before, ''], SILENT, { limit: SHORT_LIMIT }),
  }),
);

const BEFORE_DONE = [HELLO, WORK, NAME];
const ENDS = rows({
  'DONE without LF, then its end': bad([...BEFORE_DONE, 'DONE'], OVER, { then: ends }),
  'DONE without LF, then its end without close_notify': bad([...BEFORE_DONE, 'DONE'], OVER, { then: cuts }),
  'DONE without LF, then silence': bad([...BEFORE_DONE, 'DONE'], SILENT, { limit: SHORT_LIMIT }),
  'DON, then its end': bad([...BEFORE_DONE, 'DON'], OVER, { then: ends }),
  'FAIL without LF, then its end': bad([...BEFORE_DONE, 'FAIL x'], OVER, { then: ends }),
  'a word that begins with FAIL in place of HELLO': bad(['FAILED r\n'], NO_COMMAND),
  'a line that drips without end': bad([HELLO, WORK, ''], SILENT, { then: drips, limit: SHORT_LIMIT }),
  'the longest FAIL': bad([HELLO, `FAIL ${long(994)}\n`], new RegExp(`says FAIL.*x{994}`)),
  'a FAIL of 1001 bytes': bad([HELLO, `FAIL ${long(995)}\n`], TOO_LONG),
});

const SOLVING = rows({
  'FAIL while the client solves': bad([HELLO, HARD], /says FAIL.*late/, solving(write('FAIL late\n'))),
  'FAIL in pieces while the client solves': bad(
    [HELLO, HARD],
    /says FAIL.*late/,
    solving(byByte('FAIL late\n')),
  ),
  'its end while the client solves': bad([HELLO, HARD], OVER, solving(ends)),
  'its end without close_notify while the client solves': bad([HELLO, HARD], OVER, solving(cuts)),
  'a reset while the client solves': bad([HELLO, HARD], OVER, solving(resets)),
  'another command while the client solves': bad([HELLO, HARD], /did not wait/, solving(write(DONE))),
  'bytes without end while the client solves': bad([HELLO, HARD], TOO_LONG, solving(write(long(5000)))),
});

const certificateOf =
  (role: 'expiredServer' | 'otherServer' | 'strangerServer'): NonNullable<Played['tls']> =>
  (certificates) => ({ cert: certificates[role].certPem, key: certificates[role].keyPem });

const issued =
  (options: LeafOptions): NonNullable<Played['tls']> =>
  async ({ ca }) => {
    const { certPem: cert, keyPem: key } = await issueLeaf(ca, options);
    return { cert, key };
  };

/** Nothing of the conversation goes to a server that is not verified. */
const refused = (tls: NonNullable<Played['tls']>, fails: RegExp): Played => ({
  says: [HELLO],
  sent: '',
  fails,
  tls,
});

const TLS = rows({
  'an expired certificate': refused(certificateOf('expiredServer'), /expired|NotAfter/),
  'a certificate of another name': refused(
    certificateOf('otherServer'),
    /mismatch|name|doesn't match|not valid for/i,
  ),
  'a certificate of another CA': refused(
    certificateOf('strangerServer'),
    /issuer|certification path|self.signed/,
  ),
  'a certificate that is for clients': refused(
    issued({ usage: 'client', hosts: LOCAL_HOSTS }),
    /purpose|extended key usage/i,
  ),
  'a certificate that is not valid yet': refused(
    issued({ usage: 'server', notBefore: inDays(1) }),
    /not yet valid|NotBefore/i,
  ),
  'a certificate without alternative names': refused(
    issued({ usage: 'server', hosts: [], subject: { CN: 'localhost' } }),
    /mismatch|alternative names|not valid for/i,
  ),
  'TLS 1.1': refused(
    () => ({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    /version|protocol/i,
  ),
});

/** All servers, by what they do. */
export const SERVERS: readonly (readonly [string, Played])[] = [
  ...GOOD,
  ...BROKEN,
  ...AT_ONCE,
  ...EVERYWHERE,
  ...ENDS,
  ...SOLVING,
  ...TLS,
];
