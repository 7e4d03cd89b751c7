import test from 'ava';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineOutput } from '../../../lib/programs/shared/line-output.js';
import type { LogEntry } from '../../../lib/observe/log/log-events.js';
import type { Log } from '../../../lib/programs/shared/log.js';
import { createThinner, observers, type Watchers } from '../../../lib/programs/server/display.js';
import { lineStyle } from '../../../lib/observe/lines/line-style.js';
import { completeConfig } from '../../../lib/config/server-config.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { EVENTS } from '../helpers/events.js';

interface Stage extends Watchers {
  readonly entries: LogEntry[];
  /** What was written to the output, once it has ended. */
  readonly written: () => Promise<string>;
}

const FOR_PROGRAMS = lineStyle({ columns: null });

async function stage(given: Partial<Watchers> = {}): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-observers-'));
  const path = join(directory, 'out');
  const fd = openSync(path, 'w');
  const output = new LineOutput({ fd, blocks: false });
  const entries: LogEntry[] = [];
  const log: Pick<Log, 'write'> = { write: (entry) => entries.push(entry) };
  return {
    ...{ output, log, recordsPath: null, oneTerminal: false, entries, style: FOR_PROGRAMS, ...given },
    written: async () => {
      await output.end();
      const text = readFileSync(path, 'utf8');
      rmSync(directory, { recursive: true });
      return text;
    },
  };
}

const SESSION: readonly ServerEvent[] = [
  EVENTS.listening,
  EVENTS.connected,
  EVENTS.sentWork,
  EVENTS.worked,
  EVENTS.done,
  EVENTS.closed,
];

test('output and log see every event', async (t) => {
  const watchers = await stage({ recordsPath: '/x\ny' });
  const watch = observers(() => completeConfig({ logLevel: 'DEBUG' }), watchers);
  for (const event of SESSION) watch(event);
  t.is(
    await watchers.written(),
    'Server listening on tls://localhost:1234\n1970-01-01T00:00:00.000Z Records are kept in /x\\ny\n' +
      '1970-01-01T00:00:01.000Z Session 01234567 "Ada\\u001b[31m" began: 192.0.2.7:5555\n' +
      '1970-01-01T00:00:02.500Z Session 01234567 "Ada\\u001b[31m" worked: 8 bits in 1.5 s\n' +
      '1970-01-01T00:00:03.500Z Session 01234567 "Ada\\u001b[31m" done in 2.5 s\n',
  );
  t.deepEqual(
    watchers.entries.map(({ level, message }) => `${level} ${message}`),
    [
      'INFO listening',
      'INFO session began',
      'INFO work sent',
      'INFO work accepted',
      'INFO session ended',
      'DEBUG connection closed',
    ],
  );
});

test('a reload to DEBUG and back: what only DEBUG logs is logged meanwhile', async (t) => {
  const watchers = await stage();
  let config = completeConfig();
  const watch = observers(() => config, watchers);
  const logged = (event: ServerEvent): number => {
    const before = watchers.entries.length;
    watch(event);
    return watchers.entries.length - before;
  };
  t.is(logged(EVENTS.closed), 0);
  config = completeConfig({ logLevel: 'DEBUG' });
  t.is(logged(EVENTS.closed), 1);
  config = completeConfig();
  t.is(logged(EVENTS.closed), 0);
  await watchers.written();
});

test('options for tests that a reload brings are warned of, once', async (t) => {
  const watchers = await stage();
  let config = completeConfig();
  const watch = observers(() => config, watchers);
  const [place] = EVENTS.listening.places;
  watch({ ...EVENTS.listening, places: [{ ...place, addresses: ['0.0.0.0'] }] });
  const reloaded: ServerEvent = { type: 'reloaded', at: 0, changed: [] };
  for (const failRate of [0.5, 0.5, 0, 0.5]) {
    config = completeConfig({ failRate });
    watch(reloaded);
  }
  const warnings = (await watchers.written()).match(
    /^1970-01-01T00:00:00\.000Z Warning: --fail-rate is for tests, .*$/gm,
  );
  t.is(warnings?.length, 2, 'when it came, and when it came again');
  t.is(watchers.entries.filter(({ level }) => level === 'WARNING').length, 2);
});

test('on one terminal nothing is said twice', async (t) => {
  const watchers = await stage({ oneTerminal: true, terminal: true });
  const watch = observers(() => completeConfig(), watchers);
  for (const event of [...SESSION, EVENTS.refused]) watch(event);
  t.regex(await watchers.written(), /\n\S+ No records are kept\n[^]*\n\S+ Refused \[::1\]:7: /);
  t.deepEqual(new Set(watchers.entries.map(({ level }) => level)), new Set(['DEBUG']));
});

test('in one pipe, which nobody watches, the log says what the output does not: who enters WORK', async (t) => {
  const watchers = await stage({ oneTerminal: true });
  const watch = observers(() => completeConfig(), watchers);
  for (const event of SESSION) watch(event);
  await watchers.written();
  const notDebug = watchers.entries.filter(({ level }) => level !== 'DEBUG');
  t.deepEqual(
    notDebug.map(({ message }) => message),
    ['work sent'],
  );
});

const hiding = test.macro<[oneTerminal: boolean, level: string]>({
  async exec(t, oneTerminal, level) {
    const watchers = await stage({ oneTerminal });
    const thinner = createThinner(watchers, () => 3_600_000);
    const watch = observers(() => completeConfig(), { ...watchers, thinner });
    for (let n = 0; n < 12; n++) watch(EVENTS.refused);
    thinner.end();
    const lines = (await watchers.written()).split('\n');
    const report = '1970-01-01T01:00:00.000Z Refused 3 more within a minute (plain_http): ::1 (3)';
    t.deepEqual(lines.slice(8), ['1970-01-01T00:00:00.000Z Refused [::1]:7: It spoke HTTP.\\n', report, '']);
    t.like(watchers.entries.at(-1), { level, message: 'more connections refused' });
  },
  title: (_, oneTerminal) => `a report on hidden lines has the time of now; on one terminal: ${oneTerminal}`,
});

test(hiding, false, 'INFO');
test(hiding, true, 'DEBUG');

test('in the tutorial sessions are narrated, and the rest is the same', async (t) => {
  const watchers = await stage();
  const watch = observers(() => completeConfig({ tutorial: true }), watchers);
  for (const event of [...SESSION, EVENTS.refused, EVENTS.stopping]) watch(event);
  const text = await watchers.written();
  t.regex(
    text,
    /^Server listening on tls:\/\/localhost:1234\nNo records are kept\nRun your client now: the server waits for it, for 600 seconds\.\n/,
  );
  t.regex(text, /\n +CA certificates\/ca_cert\.pem\n[^\n]*\n[^\n]*\n\nTutorial: session 1 of 2/);
  t.regex(text, /\nServer stopping, 1 session under way: up to 30 s\n$/);
  t.false(text.includes('Session 01234567'));
  t.false(text.includes('Refused'));
  t.regex(text, /\n\nBefore a session: a connection was refused\.\n.*An HTTP request came/);
  t.true(
    watchers.entries.every(({ fields }) => !('id' in fields)),
    'the log is the same on every run',
  );
});

/** An event that an observer trips over: `at` is no number, `peer` is not there. */
const harmful = (why: unknown): ServerEvent =>
  ({
    type: 'connected',
    id: 'x',
    at: 0,
    get peer(): never {
      throw why;
    },
  }) as unknown as ServerEvent;

test('an observer that throws is told of in the log, and the others go on', async (t) => {
  const watchers = await stage();
  const watch = observers(() => completeConfig(), watchers);
  watch(harmful(new Error('a\u001b[31m')));
  watch(harmful('no error'));
  watch(EVENTS.done);
  t.deepEqual(
    watchers.entries.slice(0, 4).map(({ level, fields }) => [level, fields['event'], fields['why']]),
    [
      ['ERROR', 'connected', 'a\\u001b[31m'],
      ['ERROR', 'connected', 'a\\u001b[31m'],
      ['ERROR', 'connected', 'unknown'],
      ['ERROR', 'connected', 'unknown'],
    ],
  );
  t.is(watchers.entries.at(-1)?.message, 'session ended');
  t.regex(await watchers.written(), /^\S+ Session 01234567 "Ada\S+" done in 2\.5 s\n$/);
});

test('a log that throws harms nobody', async (t) => {
  const log: Pick<Log, 'write'> = {
    write: () => {
      throw new Error('no log');
    },
  };
  const watchers = await stage({ log });
  const watch = observers(() => completeConfig(), watchers);
  t.notThrows(() => {
    for (const event of SESSION) watch(event);
  });
  t.regex(await watchers.written(), /\n\S+ Session 01234567 "Ada\S+" done in 2\.5 s\n$/);
});

test('an output that is closed harms nobody', async (t) => {
  const watchers = await stage();
  await watchers.written();
  const watch = observers(() => completeConfig({ logLevel: 'DEBUG' }), watchers);
  t.notThrows(() => {
    for (const event of SESSION) watch(event);
  });
  t.is(watchers.entries.length, SESSION.length);
});
