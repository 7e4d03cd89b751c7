import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadServerOptions } from '../../../lib/programs/server/load-options.js';
import { ROOT } from '../../support/programs.js';

// Each file of the folder begins with what must be said about it: one comment for each mistake, in the order of the lines.

const FOLDER = join(ROOT, 'spec', 'programs', 'server', 'bad-configurations');

async function mistakesOf(path: string, bytes: Uint8Array): Promise<readonly string[]> {
  const result = await loadServerOptions(['--config', path], {}, (asked, maxBytes) => {
    if (asked !== path) throw new Error(asked);
    return Promise.resolve(bytes.subarray(0, maxBytes));
  });
  return result.kind === 'refused' ? result.mistakes.map(({ message }) => message) : ['accepted'];
}

for (const name of readdirSync(FOLDER)) {
  test(`refused: ${name}`, async (t) => {
    const bytes = readFileSync(join(FOLDER, name));
    const [comments = ''] = bytes.toString('utf8').split('\n\n', 1);
    const expected = comments.split('\n').map((line) => line.replace(/^# /, ''));
    const mistakes = await mistakesOf('server.yaml', bytes);
    t.deepEqual(
      mistakes.map((message) => message.replace('server.yaml:', '').replace('server.yaml:', '')),
      expected,
    );
    for (const message of mistakes) {
      t.regex(message, /^server\.yaml:\d+:\d+: [^\p{Cc}]+$/u, 'a place, and one line');
      t.notRegex(message, /hunter2|12345678|MIGH|xxxxx/, 'no secret');
    }
  });
}

const refused = test.macro(async (t, bytes: Uint8Array, ...expected: string[]) => {
  t.deepEqual(await mistakesOf('a.yaml', bytes), expected);
});

const utf16 = Buffer.from('\uFEFFport: 1234\n', 'utf16le');
test('UTF-16', refused, utf16, 'a.yaml:1:1: the file is UTF-16 text: save it as UTF-8');
test(
  'UTF-16, the other byte order',
  refused,
  Buffer.from(utf16).swap16(),
  'a.yaml:1:1: the file is UTF-16 text: save it as UTF-8',
);
test(
  'Latin-1',
  refused,
  Buffer.from('port: 1234\nserver-cert: f\u00fcr.pem\n', 'latin1'),
  'a.yaml:2:1: the file is not UTF-8 text',
);
test(
  'NUL',
  refused,
  Buffer.from('port: 1234\nhost: a\0b\n'),
  'a.yaml:2:8: the file has the control character U+0000',
);
test(
  'a byte order mark in the middle',
  refused,
  Buffer.from('port: 1\n\uFEFFhost: a\n'),
  'a.yaml:2:1: the file has the control character U+FEFF',
);
test(
  'an escape sequence',
  refused,
  Buffer.from('# \u001b[2J\n'),
  'a.yaml:1:3: the file has the control character U+001B',
);
test('a huge file', refused, Buffer.alloc(262_145, '#'), 'a.yaml:1:1: the file is larger than 256 KiB');
test('the largest file may be one comment', async (t) => {
  t.deepEqual(await mistakesOf('a.yaml', Buffer.alloc(262_144, '#')), ['accepted']);
});

for (const [shape, bytes] of Object.entries({
  brackets: '['.repeat(262_144),
  braces: '{'.repeat(262_144),
  dashes: '- '.repeat(131_072),
  'explicit keys': '? '.repeat(131_072),
  'a map in each line': Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
})) {
  test(`a file of nothing but ${shape} ends neither the stack nor the process`, async (t) => {
    const [message = ''] = await mistakesOf('a.yaml', Buffer.from(bytes));
    t.regex(message, /^a\.yaml:\d+:\d+: is nested deeper than 8 levels$/);
  });
}

const accepted = test.macro(async (t, text: string) => {
  t.deepEqual(await mistakesOf('a.yaml', Buffer.from(text)), ['accepted']);
});

test('an empty file gives no option', accepted, '');
test('comments alone give no option', accepted, '# nothing\n\n  # yet\n');
test('a byte order mark at the start', accepted, '\uFEFFport: 1234\n');
test('the lines of Windows', accepted, 'port: 1234\r\nhost: localhost\r\n');
test('the end of a document', accepted, '---\nport: 1234\n...\n');
test('JSON', accepted, '{ "port": 1234, "body-names": ["A", "B"], "work-timeout": "30m" }');
test('no last newline', accepted, 'port: 1234');
