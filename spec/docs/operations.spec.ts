import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { EXIT_CODES, EXIT_MEANINGS, type ExitName } from '../../lib/programs/shared/exit-codes.js';
import { REFUSALS } from '../../lib/protocol/reasons.js';
import { CREDENTIALS_WARNINGS } from '../../lib/tls/credentials-warning.js';
import { UNTIMED } from '../../lib/observe/lines/line-style.js';
import { operatorLine } from '../../lib/observe/lines/operator-lines.js';
import { createLogEvents } from '../../lib/observe/log/log-events.js';
import { peerLeft } from '../../lib/protocol/failures.js';
import { EVENTS, failed, unconfirmed } from '../programs/helpers/events.js';
import { hasProgram } from '../support/has-program.js';
import { ROOT } from './documents.js';

const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');

test('every warning about certificates is explained, in this order, and no other', (t) => {
  const section = page.split('### Warnings\n')[1]?.split(/\n##/)[0] ?? '';
  const codes = [...section.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, code = '']) => code);
  t.deepEqual(codes, [...CREDENTIALS_WARNINGS]);
});

test('every reason for a refusal is explained, in this order, and no other', (t) => {
  const [, section = ''] = page.split('\n## Connections that are refused\n');
  const [text = ''] = section.split('\n## ');
  const rows = [...text.matchAll(/^\| `([a-z_]+)` +\| ([^|\n]+?) +\|$/gm)];
  t.deepEqual(
    rows.map(([, reason]) => reason),
    [...REFUSALS],
  );
  for (const [row, , meaning = ''] of rows) t.true(meaning.length > 10, row);
});

test('every exit code and its meaning', (t) => {
  const rows = [...page.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
  const names = Object.keys(EXIT_CODES) as ExitName[];
  t.deepEqual(
    rows,
    names.map((name) => [String(EXIT_CODES[name]), EXIT_MEANINGS[name]]),
  );
});

test('every line on standard output is explained, and none that there is not', (t) => {
  const [, section = ''] = page.split('\n| behind the time ');
  const [table = ''] = section.split('\n\n');
  const starts = [...table.matchAll(/^\| (`[^|]+?) +\|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
    .map(([, start = '']) => start.replace('1a2b3c4d "Name"', '01234567 "Ada\\u001b[31m"'));
  // Lines that no single event has.
  const apart = ['unix:', 'Records are kept in', 'No records are kept', 'Sessions of "Name" failed,'];
  const warning = {
    type: 'credentials_warning',
    at: 0,
    code: 'ca_ends',
    message: '',
    isUrgent: false,
  } as const;
  const lines = [...Object.values(EVENTS), warning, failed(peerLeft())].flatMap(
    (event) => operatorLine(event, UNTIMED) ?? [],
  );
  const nameless = operatorLine(EVENTS.nobody, UNTIMED);
  for (const line of lines.filter((other) => other !== nameless)) {
    t.true(
      starts.some((start) => line.startsWith(start)),
      line,
    );
  }
  for (const start of starts) {
    t.true(apart.includes(start) || lines.some((line) => line.startsWith(start)), start);
  }
  t.true(starts.length > 15);
});

test('the fields of a session in the log', (t) => {
  const [, section = ''] = page.split('\n| `msg` ');
  const [table = ''] = section.split('\n\n');
  const explained = new Map(
    [...table.matchAll(/^\| `([a-z ]+)` +\| (.*?) +\|$/gm)].map(([, message = '', cell = '']) => [
      message,
      [...cell.matchAll(/`(\w+)`/g)].map(([, field = '']) => field).sort(),
    ]),
  );
  const log = createLogEvents();
  const logged = (...events: Parameters<typeof log>[0][]): string[] => {
    const fields = new Set(events.flatMap(log).flatMap((entry) => Object.keys(entry.fields)));
    return [...fields].filter((field) => field !== 'id').sort();
  };
  t.deepEqual(explained.get('session began'), logged(EVENTS.connected));
  t.deepEqual(explained.get('work sent'), logged({ ...EVENTS.sentWork, resumed: true }));
  t.deepEqual(explained.get('work accepted'), logged({ ...EVENTS.worked, resumed: true }));
  t.deepEqual(explained.get('session ended'), logged(unconfirmed(peerLeft()), failed(peerLeft())));
  t.is(explained.size, 4);
});

(hasProgram('jq', '--version') ? test : test.skip)('the recipe lists who is in WORK', (t) => {
  const [, recipe = ''] = /\n {4}jq (.*?)\n\n/s.exec(page) ?? [];
  const log = createLogEvents();
  const session = (id: string, ...events: (keyof typeof EVENTS)[]) =>
    events.map((name) => ({ ...EVENTS[name], id }));
  const events = [
    EVENTS.listening,
    ...session('done', 'connected', 'sentWork', 'worked', 'done', 'closed'),
    ...session('answering', 'connected', 'sentWork', 'received', 'worked'),
    ...session('working', 'connected', 'sentWork', 'received'),
    ...session('began', 'connected'),
  ];
  const lines = events
    .flatMap((event) => log(event))
    .map(({ level, fields, message }) =>
      JSON.stringify({ level, time: new Date(1000).toISOString(), ...fields, msg: message }),
    );
  const said = execFileSync('sh', ['-c', `jq ${recipe.replace('server.log', '')}`], {
    input: ['{"torn":"', ...lines, ''].join('\n'),
    encoding: 'utf8',
  });
  t.is(said, '1970-01-01T00:00:01.000Z Ada\\u001b[31m\n');
});
