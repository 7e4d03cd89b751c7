import test from 'ava';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineOutput } from '../../../lib/programs/shared/line-output.js';
import type { LogEntry } from '../../../lib/observe/log/log-events.js';
import type { Log } from '../../../lib/programs/shared/log.js';
import { observers, type Watchers } from '../../../lib/programs/server/display.js';
import { completeConfig } from '../../../lib/config/server-config.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { EVENTS } from '../helpers/events.js';

interface Stage extends Watchers {
  readonly entries: LogEntry[];
  /** What was written to the output, once it has ended. */
  readonly written: () => Promise<string>;
}

async function stage(given: Partial<Watchers> = {}): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-observers-'));
  const path = join(directory, 'out');
  const fd = openSync(path, 'w');
  const output = new LineOutput({ fd, blocks: false });
  const entries: LogEntry[] = [];
  const log: Pick<Log, 'write'> = { write: (entry) => entries.push(entry) };
  return {
    ...{ output, log, recordsPath: null, oneTerminal: false, entries, ...given },
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
    'Server listening on tls://localhost:1234\nRecords are kept in /x\\ny\n' +
      'Session 01234567 began: 192.0.2.7:5555, "Ada\\u001b[31m"\n' +
      'Session 01234567 worked: 8 bits in 1.5 s\nSession 01234567 done\n',
  );
  t.deepEqual(
    watchers.entries.map(({ level, message }) => `${level} ${message}`),
    [
      'INFO listening',
      'INFO session began',
      'DEBUG sent',
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
  const warnings = (await watchers.written()).match(/^Warning: --fail-rate is for tests, .*$/gm);
  t.is(warnings?.length, 2, 'when it came, and when it came again');
  t.is(watchers.entries.filter(({ level }) => level === 'WARNING').length, 2);
});

test('on one terminal nothing is said twice', async (t) => {
  const watchers = await stage({ oneTerminal: true });
  const watch = observers(() => completeConfig(), watchers);
  for (const event of SESSION) watch(event);
  t.regex(await watchers.written(), /\nNo records are kept\n/);
  t.deepEqual(new Set(watchers.entries.map(({ level }) => level)), new Set(['DEBUG']));
});

test('in the tutorial sessions are narrated, and the rest is the same', async (t) => {
  const watchers = await stage();
  const watch = observers(() => completeConfig({ tutorial: true }), watchers);
  for (const event of [...SESSION, EVENTS.stopping]) watch(event);
  const text = await watchers.written();
  t.regex(text, /^Server listening on tls:\/\/localhost:1234\nNo records are kept\nTutorial: one session/);
  t.regex(text, /\nServer stopping, 1 session under way: up to 30 s\n$/);
  t.false(text.includes('Session 01234567'));
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
  t.is(await watchers.written(), 'Session 01234567 done\n');
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
  t.regex(await watchers.written(), /\nSession 01234567 done\n$/);
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
