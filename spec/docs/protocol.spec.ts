import { readFile } from 'node:fs/promises';
import test from 'ava';
import { from, map, EMPTY } from 'rxjs';
import {
  DEFAULT_BODY_NAMES,
  DEFAULT_OTHER_TIMEOUT,
  DEFAULT_RANDOM_STRING,
  DEFAULT_TOKEN,
  DEFAULT_WORK_TIMEOUT,
} from '../../lib/protocol/constants.js';
import { checksum, trailingZeroBits, workDigest } from '../../lib/protocol/digests.js';
import { planCommands } from '../../lib/session/plan.js';
import { session } from '../../lib/session/session.js';
import '../support/rxjs.js';
import { seededRandom } from '../support/random.js';

// docs/protocol.md is what authors of clients go by: its vectors and its transcript are true. Of its client, clients/ says it.

const page = await readFile(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');

/** The rows of tables whose cells these are. */
const rows = (...cells: string[]): string[][] =>
  [...page.matchAll(new RegExp(`^\\| *${cells.join(' *\\| *')} *\\|$`, 'gm'))].map(([, ...found]) => found);
/** The fenced block of this language. */
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';

const HEX = '`([0-9a-f]{64})`';
const TEXT = '`([A-Za-z0-9_-]+)`';

test('the vectors of the proof of work', (t) => {
  const vectors = rows(TEXT, TEXT, HEX, '(\\d+)');
  t.is(vectors.length, 6);
  t.deepEqual(vectors[0]?.slice(0, 2), [DEFAULT_TOKEN, 'n3032842']);
  for (const [token = '', suffix = '', hex = '', bits = ''] of vectors) {
    t.is(workDigest(token, suffix).toString('hex'), hex);
    t.is(String(trailingZeroBits(workDigest(token, suffix))), bits);
  }
});

test('the vectors of the checksums', (t) => {
  const vectors = rows(TEXT, TEXT, HEX);
  t.is(vectors.length, 4);
  t.deepEqual(vectors[0]?.slice(0, 2), [DEFAULT_TOKEN, DEFAULT_RANDOM_STRING]);
  for (const [token = '', randomString = '', hex = ''] of vectors) t.is(checksum(token, randomString), hex);
});

const PLAN = {
  nBits: 22,
  token: DEFAULT_TOKEN,
  randomString: DEFAULT_RANDOM_STRING,
  bodyNames: DEFAULT_BODY_NAMES,
  requests: 8,
  failRate: 0,
  inOrder: true,
};

test('the transcript is what the tutorial says to this client, byte for byte', (t) => {
  const said = (who: string): string[] =>
    [...block('transcript').matchAll(new RegExp(`^${who} "(.*)\\\\n"$`, 'gm'))].map(([, line = '']) => line);
  const written: string[] = [];
  const types: string[] = [];
  const send = (line: string) => {
    written.push(line);
    return EMPTY;
  };
  session(from(said('C')), { id: '', ...planCommands(PLAN, seededRandom(1)), send })
    .pipe(map(({ type }) => type))
    .subscribe((type) => types.push(type));
  t.deepEqual(written, said('S'));
  t.is(types.at(-1), 'done');
  t.is(block('transcript').trimEnd().split('\n').length, written.length + said('C').length);
});

// The conformance checks, error messages and other pages cite them.
const SECTIONS = [
  ...['The conversation', 'One conversation, byte for byte', 'Framing', 'The proof of work', 'The checksums'],
  ...['Deadlines and limits', 'What a client owes', 'When it fails', 'When the connection is lost', 'TLS'],
  ...[
    'Success',
    'Taking turns',
    'Reading lines',
    'Commands',
    'Order',
    'Solving',
    'Values',
    'FAIL',
    'Closing',
  ],
  ...['Time limits', 'Verifying the server', 'Output', 'Names in the certificate', 'Purposes'],
  ...[
    'Versions and ciphers',
    'Keys and certificates in other forms',
    'By hand, with openssl',
    'A client in Python',
  ],
];

test('each section that others cite is there once', (t) => {
  const headings = [...page.matchAll(/^##+ (.*)$/gm)].map(([, heading]) => heading);
  t.deepEqual(headings.sort(), SECTIONS.sort());
});

test('the names, the deadlines and the reasons are those of the code', (t) => {
  t.true(page.includes(`    ${DEFAULT_BODY_NAMES.join(' ')}\n`));
  t.is(rows('the answer to `WORK`', '(\\d+) s')[0]?.[0], String(DEFAULT_WORK_TIMEOUT));
  t.is(rows('any other answer', '(\\d+) s')[0]?.[0], String(DEFAULT_OTHER_TIMEOUT));
});
