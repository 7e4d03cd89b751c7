import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createLogEvents } from '../../../lib/observe/log/log-events.js';
import { openLog, type LogOptions } from '../../../lib/programs/shared/log.js';
import { ConfigError } from '../../../lib/protocol/errors.js';
import { LOG_LEVELS } from '../../../lib/config/log-levels.js';
import { EVENTS, failed } from '../helpers/events.js';
import { startFlood } from '../helpers/pipe.js';
import { peerLeft } from '../../../lib/protocol/failures.js';

function folderFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-log-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** What standard error shows of one entry at each level. */
async function logged(t: ExecutionContext, options: Omit<LogOptions, 'fd'>): Promise<string> {
  const path = join(folderFor(t), 'stderr');
  const log = openLog({ ...options, fd: openSync(path, 'a') });
  for (const level of LOG_LEVELS)
    log.write({ level, fields: { n: 1, text: 'a "b"' }, message: `at %s ${level}` });
  await log.end();
  return readFileSync(path, 'utf8');
}

function parsed(text: string): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

for (const [index, level] of LOG_LEVELS.entries()) {
  test(`at ${level}, what is below is left out`, async (t) => {
    const entries = parsed(await logged(t, { level }));
    t.deepEqual(
      entries.map((entry) => entry['level']),
      LOG_LEVELS.slice(index),
    );
  });
}

test('JSON lines have the level by name, the time, the fields and the message, and no more', async (t) => {
  const [entry = {}] = parsed(await logged(t, { level: 'INFO' }));
  const { time, ...rest } = entry;
  t.deepEqual(rest, { level: 'INFO', n: 1, text: 'a "b"', msg: 'at %s INFO' });
  t.regex(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('in the tutorial, JSON lines are the same on each run', async (t) => {
  const text = await logged(t, { level: 'ERROR', tutorial: true });
  t.is(
    text,
    '{"level":"ERROR","time":"1970-01-01T00:00:00.000Z","n":1,"text":"a \\"b\\"","msg":"at %s ERROR"}\n' +
      '{"level":"CRITICAL","time":"1970-01-01T00:00:00.000Z","n":1,"text":"a \\"b\\"","msg":"at %s CRITICAL"}\n',
  );
});

test('lines for people', async (t) => {
  const text = await logged(t, { level: 'WARNING', human: true });
  const shape = (level: string) =>
    String.raw`\[\d\d:\d\d:\d\d\.\d{3}\] ${level}: at %s ${level} \{"n":1,"text":"a \\"b\\""\}\n`;
  t.regex(text, new RegExp(`^${['WARNING', 'ERROR', 'CRITICAL'].map(shape).join('')}$`));
});

test('lines for people in the tutorial have no time', async (t) => {
  const text = await logged(t, { level: 'CRITICAL', human: true, tutorial: true });
  t.is(text, 'CRITICAL: at %s CRITICAL {"n":1,"text":"a \\"b\\""}\n');
});

test('lines for people in colour', async (t) => {
  const text = await logged(t, { level: 'ERROR', human: true, color: true });
  t.regex(text, /\u001b\[31mERROR\u001b/);
});

test('a log file gets JSON lines, and standard error nothing', async (t) => {
  const folder = folderFor(t);
  const file = join(folder, 'a.log');
  t.is(await logged(t, { level: 'ERROR', file, human: true }), '');
  t.deepEqual(
    parsed(readFileSync(file, 'utf8')).map((entry) => entry['level']),
    ['ERROR', 'CRITICAL'],
  );
});

test('a log file that cannot be written is told of on standard error', async (t) => {
  const [entry = {}, ...rest] = parsed(await logged(t, { level: 'ERROR', file: '/dev/full' }));
  t.like(entry, { level: 'WARNING', msg: 'The log file cannot be written: no space left on the disk.' });
  t.deepEqual(rest, []);
});

test('a log file that cannot be opened', (t) => {
  const fd = openSync(join(folderFor(t), 'stderr'), 'a');
  t.throws(() => openLog({ level: 'INFO', fd, file: '/nowhere/a.log' }), {
    instanceOf: ConfigError,
    code: 'unusable_file',
  });
});

test('what is dropped for a stalled reader is told of in JSON', async (t) => {
  const flood = startFlood(t, 'log', '3000');
  await flood.next('written');
  const reader = flood.read();
  await reader.until(/dropped here/);
  flood.send('end');
  await reader.closed;
  const entries = parsed(reader.text());
  const [, dropped = ''] = /(\d+) entries were dropped here/.exec(String(entries.at(-1)?.['msg'])) ?? [];
  t.is(entries.length - 1 + Number(dropped), 3000);
  t.is(await flood.exited, 0);
});

test('a whole session, as the log shows it', async (t) => {
  const path = join(folderFor(t), 'stderr');
  const log = openLog({ level: 'DEBUG', tutorial: true, human: true, fd: openSync(path, 'a') });
  const entriesOf = createLogEvents({ deterministic: true });
  const { connected, sentWork, received, worked, answered } = EVENTS;
  for (const event of [connected, sentWork, received, worked, answered, failed(peerLeft(), 'disconnected')]) {
    for (const entry of entriesOf(event)) log.write(entry);
  }
  await log.end();
  t.deepEqual(readFileSync(path, 'utf8').split('\n'), [
    'INFO: session began {"subject":"Ada\\u001b[31m","tls":"TLSv1.3"}',
    'DEBUG: sent {"step":"WORK"}',
    'DEBUG: received {"step":"EMAIL1"}',
    'INFO: work accepted {"nBits":8,"zeroBits":9}',
    'DEBUG: answered {"step":"EMAIL1"}',
    'INFO: session ended {"outcome":"disconnected","reason":"disconnected","step":"WORK","why":"The peer left."}',
    '',
  ]);
});
