import test from 'ava';
import { clientLine } from '../../../lib/programs/client/lines.js';
import { clientLogEntry } from '../../../lib/programs/client/log-entries.js';
import { ClientTutorial } from '../../../lib/programs/client/tutorial.js';
import type { ClientRunEvent } from '../../../lib/client/events.js';
import { parseCommand } from '../../../lib/protocol/commands.js';
import { TransportError } from '../../../lib/protocol/errors.js';

const TOKEN = 'SECRET-token';

function received(line: string): ClientRunEvent {
  const command = parseCommand(line);
  if (command.kind === 'fail') throw new Error('a FAIL is not received, it fails');
  return { type: 'received', at: 0, command, line };
}

function replied(line: string, answer: string): ClientRunEvent {
  const event = received(line);
  return event.type === 'received' ? { type: 'replied', at: 0, command: event.command, line: answer } : event;
}

const cause = new Error('inner');
const EVENTS: readonly ClientRunEvent[] = [
  { type: 'connected', at: 0, host: '::1\u001b', port: 7, protocol: 'TLSv1.3', cipher: 'C' },
  { type: 'warning', at: 0, message: 'Something is odd.' },
  received('HELLO'),
  replied('HELLO', 'HELLOBACK'),
  received(`WORK ${TOKEN} 28`),
  { type: 'solved', at: 0, nBits: 28, suffix: 'SECRET-suffix', attempts: 3_200_000, seconds: 1.5 },
  replied(`WORK ${TOKEN} 28`, 'SECRET-suffix'),
  received('EMAIL1 abc'),
  replied('EMAIL1 abc', `${'0'.repeat(64)} SECRET\u001bvalue`),
  received('DONE'),
  replied('DONE', 'OK'),
  { type: 'done', at: 0, answers: 1 },
  {
    type: 'failed',
    at: 0,
    step: 'EMAIL1',
    error: new TransportError('timed_out', 'Too late.', { cause }),
    temporary: true,
  },
  { type: 'closed', at: 0, graceful: false },
  {
    type: 'reconnecting',
    at: 0,
    attempt: 1,
    seconds: 0.812,
    error: new TransportError('timed_out', 'Late.'),
  },
  {
    type: 'reconnecting',
    at: 0,
    attempt: 2,
    seconds: 1.5,
    error: new TransportError('connect_failed', 'Cannot connect to h: port 7: no.'),
  },
  { type: 'solved', at: 0, nBits: 28, suffix: 'SECRET-suffix', attempts: 0, seconds: 0 },
  { type: 'closed', at: 0, graceful: true },
];

test('standard output: a line for what a user wants to know', (t) => {
  t.deepEqual(
    EVENTS.map(clientLine).filter((line) => line !== null),
    [
      'Connected to tls://[::1\\u001b]:7 (TLSv1.3)',
      'Warning: Something is odd.',
      'Working on 28 zero bits',
      'Solved the work: 3.20 M attempts in 1.50 s',
      'Answered EMAIL1',
      'Done: the server has the answer',
      'Failed at EMAIL1: Too late.',
      'Connecting again in 812 ms',
      'Cannot connect to h: port 7: no. Again in 1.50 s',
      'The work is the same as before: its solution is sent again',
    ],
  );
});

test('the log: an entry an event, at DEBUG, and nothing secret', (t) => {
  const entries = EVENTS.map(clientLogEntry);
  t.deepEqual(
    entries.map(({ message, fields }) => `${message} ${String(fields['step'] ?? '')}`.trimEnd()),
    ['connected', 'warning', 'received HELLO', 'replied HELLO', 'received WORK', 'solved', 'replied WORK', 'received EMAIL1', 'replied EMAIL1', 'received DONE', 'replied DONE', 'done', 'failed EMAIL1', 'closed', 'reconnecting', 'reconnecting', 'solved', 'closed'], // prettier-ignore
  );
  t.true(entries.every(({ level }) => level === 'DEBUG'));
  t.notRegex(JSON.stringify(entries), /SECRET|\\u001b\[/);
  const stack = String(entries[12]?.fields['stack']);
  t.regex(stack, /Too late\./);
  t.regex(stack, /inner/, 'causes are for logs');
});

test('the tutorial: every byte is shown, and none that a terminal obeys', (t) => {
  const tutorial = new ClientTutorial();
  const told = EVENTS.flatMap((event) => tutorial.linesOf(event)).join('\n');
  t.true(told.includes('  Warning: Something is odd.'));
  t.true(told.includes(`server: WORK ${TOKEN} 28\\n`));
  t.true(told.includes(`client: ${'0'.repeat(64)} SECRET\\u001bvalue\\n`));
  t.true(told.includes('268435456 attempts on average'));
  t.true(
    told.includes(
      'The connection was destroyed: the server did not close it in order.\nConnecting again in 812 ms\n',
    ),
  );
  t.true(told.includes('the suffix that was found for it still counts.\nThe connection is closed.'));
  t.notRegex(told, /[^\n\P{Cc}]/u);
});
