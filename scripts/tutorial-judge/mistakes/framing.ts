import { answering, type Mistake } from '../mistake.js';
import type { Answers, Client } from '../client.js';

const HELLOBACK = 'HELLOBACK';
/** Clients that send no whole line wait: the server's time must be short. */
const SHORT = { args: ['--other-timeout', '1', '--work-timeout', '1'] };
const UNENDED =
  /without (an? |its |the )?(LF|line ?feed|newline|\\n)|no (LF|line ?feed|newline|\\n)|not ended|never ended|LF (is|was) missing|missing (its )?LF|not (a )?(whole|complete)|unfinished/i;
const CR = /\bCR\b|carriage return|\b0d\b|\\r/i;
const EXTRA =
  /two (LFs?|lines?|line ends|line feeds)|second (LF|line)|more than one|empty line|extra|at once/i;
const LENGTH = /length/i;
const LATIN = /not (valid )?UTF-8|Latin-1|Windows-1252|ISO-8859/i;
const UTF16 = /UTF-16/i;

interface Form {
  readonly id: string;
  readonly named: RegExp;
  readonly form: (line: string) => string | Buffer;
  readonly waits?: boolean;
}

const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const prefixed =
  (bytes: number, little = false) =>
  (line: string) => {
    const head = Buffer.alloc(bytes);
    if (little) head.writeUIntLE(line.length, 0, bytes);
    else head.writeUIntBE(line.length, 0, bytes);
    return Buffer.concat([head, Buffer.from(line)]);
  };

const FORMS: readonly Form[] = [
  { id: 'cr-lf', named: CR, form: (line) => `${line}\r\n` },
  { id: 'cr-cr-lf', named: CR, form: (line) => `${line}\r\r\n` },
  { id: 'lf-cr', named: CR, form: (line) => `${line}\n\r` },
  { id: 'cr-alone', named: CR, form: (line) => `${line}\r`, waits: true },
  { id: 'no-lf', named: UNENDED, form: (line) => line, waits: true },
  { id: 'nul-instead', named: /NUL\b|\b00\b/, form: (line) => `${line}\0`, waits: true },
  { id: 'nul-before-lf', named: /NUL\b/, form: (line) => `${line}\0\n` },
  { id: 'nul-after-lf', named: /NUL\b|\b00\b/, form: (line) => `${line}\n\0` },
  { id: 'two-lfs', named: EXTRA, form: (line) => `${line}\n\n` },
  { id: 'lf-before', named: /empty|LF (came )?before|began with/i, form: (line) => `\n${line}\n` },
  { id: 'twice', named: EXTRA, form: (line) => `${line}\n${line}\n` },
  { id: 'backslash-n', named: /backslash|\\n/i, form: (line) => `${line}\\n\n` },
  { id: 'backslash-n-alone', named: /backslash|two characters/i, form: (line) => `${line}\\n`, waits: true },
  { id: 'escaped-crlf', named: /backslash/i, form: (line) => `${line}\\r\\n\n` },
  { id: 'utf-16le', named: UTF16, form: (line) => utf16le(`${line}\n`) },
  { id: 'utf-16be', named: UTF16, form: (line) => utf16le(`${line}\n`).swap16() },
  { id: 'utf-16-bom', named: UTF16, form: (line) => utf16le(`\ufeff${line}\n`) },
  { id: 'utf-32', named: /UTF-32|NUL|00/i, form: (line) => Buffer.from(utf32(`${line}\n`)) },
  { id: 'bom', named: /byte.order mark|BOM/i, form: (line) => `\ufeff${line}\n` },
  { id: 'length-4', named: LENGTH, form: prefixed(4), waits: true },
  { id: 'length-4-little', named: LENGTH, form: prefixed(4, true), waits: true },
  { id: 'length-2-java-utf', named: LENGTH, form: prefixed(2), waits: true },
  { id: 'length-2-lf', named: LENGTH, form: (line) => Buffer.concat([prefixed(2)(line), Buffer.from('\n')]) },
  { id: 'length-decimal', named: LENGTH, form: (line) => `${line.length} ${line}\n` },
  { id: 'netstring', named: /netstring|length/i, form: (line) => `${line.length}:${line},`, waits: true },
  { id: 'quotes', named: /quotes/i, form: (line) => `"${line}"\n` },
  { id: 'single-quotes', named: /quotes/i, form: (line) => `'${line}'\n` },
  { id: 'python-bytes', named: /Python|b'/i, form: (line) => `b'${line}'\n` },
  { id: 'python-bytes-lf', named: /Python|b'|backslash/i, form: (line) => `b'${line}\\n'\n` },
  { id: 'json', named: /JSON/i, form: (line) => `{"response":"${line}"}\n` },
  { id: 'angle-brackets', named: /bracket/i, form: (line) => `<${line}>\n` },
  { id: 'padded-64', named: /NUL|padd|space/i, form: (line) => line.padEnd(128, '\0'), waits: true },
  { id: 'padded-lf', named: /NUL/i, form: (line) => `${line.padEnd(128, '\0')}\n` },
  { id: 'java-object', named: /Java|serial|length|not (valid )?UTF-8/i, form: javaObject, waits: true },
  { id: 'pickle', named: /pickle|serial|not (valid )?UTF-8/i, form: pickle, waits: true },
  { id: 'unicode-line-end', named: UNENDED, form: (line) => `${line}\u2028`, waits: true },
  { id: 'nel', named: UNENDED, form: (line) => `${line}\u0085`, waits: true },
  { id: 'tab', named: /white ?space|tab|\b09\b/i, form: (line) => `${line}\t\n` },
  { id: 'space-after', named: /white ?space|space/i, form: (line) => `${line} \n` },
  { id: 'space-before', named: /white ?space|space/i, form: (line) => ` ${line}\n` },
  {
    id: 'prompt',
    named: /label|prompt|before (it|the answer)|began with|in front/i,
    form: (line) => `> ${line}\n`,
  },
  { id: 'semicolon', named: /after|follow|semicolon|punctuation/i, form: (line) => `${line};\n` },
];

function utf32(text: string): number[] {
  return [...Buffer.from(text)].flatMap((byte) => [byte, 0, 0, 0]);
}

function javaObject(line: string): Buffer {
  return Buffer.concat([Buffer.from('aced000574', 'hex'), prefixed(2)(line)]);
}

function pickle(line: string): Buffer {
  return Buffer.concat([Buffer.from('80049511000000000000008c09', 'hex'), Buffer.from(`${line}\x94.`)]);
}

function everywhere(form: Form['form']): Answers {
  return { hello: () => form(HELLOBACK) };
}

const atHello = FORMS.map(({ id, named, form, waits = false }) =>
  answering(`framing.hello-${id}`, 'HELLO', named, everywhere(form), waits ? SHORT : {}),
);

// The same at WORK and at a body request, for what a client may do right at HELLO, where it sends a constant.
const LATER = new Set([
  'cr-lf',
  'no-lf',
  'nul-before-lf',
  'two-lfs',
  'python-bytes',
  'quotes',
  'twice',
  'json',
]);
const later = FORMS.filter(({ id }) => LATER.has(id)).flatMap(({ id, named, form, waits = false }) => [
  answering(
    `framing.work-${id}`,
    'WORK',
    named,
    { work: ({ suffix }) => form(suffix) },
    { nBits: 12, ...(waits ? SHORT : {}) },
  ),
  ...(id === 'cr-lf' || id === 'nul-before-lf'
    ? []
    : [
        answering(
          `framing.body-${id}`,
          'FULL_NAME',
          named,
          { body: (c) => form(body(c)) },
          waits ? SHORT : {},
        ),
      ]),
]);

function body({ checksum, value }: Client): string {
  return `${checksum} ${value}`;
}

const latin = (client: Client): Buffer => Buffer.from(`${client.checksum} Zoë Ångström\n`, 'latin1');

const bodies: readonly Mistake[] = [
  answering('framing.body-latin-1', 'FULL_NAME', LATIN, { body: latin }),
  answering('framing.body-utf-16', 'FULL_NAME', UTF16, { body: (c) => utf16le(`${body(c)}\n`) }),
  answering('framing.body-cut-utf-8', 'FULL_NAME', /UTF-8/, {
    body: (c) =>
      Buffer.concat([Buffer.from(`${c.checksum} `), Buffer.from('Zoë').subarray(0, -1), Buffer.from('\n')]),
  }),
  answering('framing.body-surrogates', 'FULL_NAME', /UTF-8|surrogate|CESU/i, {
    body: (c) =>
      Buffer.concat([Buffer.from(`${c.checksum} `), Buffer.from('eda0bdedb880', 'hex'), Buffer.from('\n')]),
  }),
  answering('framing.body-raw-digest', 'FULL_NAME', /raw|hex/i, {
    body: (c) => Buffer.concat([Buffer.from(c.checksum, 'hex'), Buffer.from(` ${c.value}\n`)]),
  }),
  answering(
    'framing.body-two-lines',
    'FULL_NAME',
    /space|separat|two lines|second line|next line|own line/i,
    {
      body: (c) => `${c.checksum}\n${c.value}\n`,
    },
  ),
  answering('framing.body-value-with-lf', 'FULL_NAME', /LF|line ?feed|newline|lines/i, {
    body: (c) => `${c.checksum} Ada\nLovelace\n`,
  }),
  answering('framing.body-too-long', 'FULL_NAME', /too long|1000|999|934/i, {
    body: (c) => `${c.checksum} ${'x'.repeat(1200)}\n`,
  }),
  answering('framing.body-all-at-once', 'FULL_NAME', EXTRA, {
    body: (c) => `${body(c)}\n`.repeat(8),
  }),
];

export const FRAMING: readonly Mistake[] = [...atHello, ...later, ...bodies];
