import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ServerEvent } from '../../lib/server/events.js';
import type { StartOptions, TlslpServer } from '../../lib/server/start-server.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { ROOT } from './documents.js';

// docs/embedding.md lists what the types have. The compiler compares these lists with the types, and the tests compare them with the page.

const MEMBERS: Readonly<Record<Exclude<keyof TlslpServer, symbol>, true>> = {
  port: true,
  addresses: true,
  places: true,
  events: true,
  state: true,
  counts: true,
  closed: true,
  setCredentials: true,
  reload: true,
  stop: true,
  close: true,
};

const OPTIONS: Readonly<Record<keyof StartOptions, true>> = {
  observers: true,
  recordStore: true,
  doneBefore: true,
  workStore: true,
  authorize: true,
  plan: true,
  check: true,
  hookTimeout: true,
  commitTimeout: true,
  stop: true,
  credentials: true,
  reload: true,
  onCertificate: true,
  signal: true,
  newId: true,
  counts: true,
  difficulty: true,
  wallClock: true,
  random: true,
  scheduler: true,
};

const SERVER_EVENTS: Readonly<Record<Exclude<ServerEvent['type'], SessionEvent['type']>, true>> = {
  listening: true,
  accepted: true,
  refused: true,
  would_refuse: true,
  shedding: true,
  stress_began: true,
  stress_ended: true,
  difficulty_changed: true,
  stopping: true,
  drain_timed_out: true,
  tutorial_timed_out: true,
  credentials_changed: true,
  credentials_rejected: true,
  credentials_warning: true,
  reloaded: true,
  reload_rejected: true,
  server_error: true,
};

const SESSION_EVENTS: Readonly<Record<SessionEvent['type'], true>> = {
  connected: true,
  sent: true,
  received: true,
  work_accepted: true,
  answered: true,
  committed: true,
  done: true,
  failed: true,
  closed: true,
};

const page = readFileSync(join(ROOT, 'docs', 'embedding.md'), 'utf8');

/** What follows a text on the page. */
function after(text: string): string {
  const at = page.indexOf(text);
  if (at === -1) throw new Error(`the page does not have: ${text}`);
  return page.slice(at + text.length);
}

/** The names in code, methods without their arguments. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/`([a-zA-Z_]+)(?:\([a-z]*\))?`/g)].map(([, name = '']) => name);
}

/** The names in the first column of the next table after a text. */
function firstColumn(text: string): string[] {
  const [, rows = ''] = /^\| -[-| ]*\n((?:\|.*\n)*)/m.exec(after(text)) ?? [];
  return rows.split('\n').flatMap((row) => namesIn(row.split('|')[1] ?? ''));
}

const sorted = (names: readonly string[]): string[] => [...names].sort();

test('the members of the server', (t) => {
  t.deepEqual(sorted(firstColumn('The server object has these members:')), sorted(Object.keys(MEMBERS)));
});

test('the options of startServer, serve and sessionsOn', (t) => {
  const listed = firstColumn('The options of `startServer`, `serve` and `sessionsOn`:');
  t.deepEqual(sorted(listed), sorted(Object.keys(OPTIONS)));
});

test("the server's own events", (t) => {
  const [sentence = ''] = after('A server emits the events of its sessions and its own:').split('.', 1);
  t.deepEqual(sorted(namesIn(sentence)), sorted(Object.keys(SERVER_EVENTS)));
});

test('the events of a session', (t) => {
  t.deepEqual(sorted(firstColumn('goes back: take durations from it')), sorted(Object.keys(SESSION_EVENTS)));
});
