import test from 'ava';
import { groupDifficulty } from '../../../lib/programs/server/group-difficulty.js';
import { argsToServerOptions } from '../../../lib/programs/server/options.js';
import type { LogEntry } from '../../../lib/observe/log/log-events.js';

/** Nobody listens there. */
const NOBODY = 'postgresql://tlslp:secret@127.0.0.1:1/answers';

const open = (given: object, entries: LogEntry[] = []) =>
  groupDifficulty(argsToServerOptions(given), { write: (entry) => entries.push(entry) });

test('each server has its own without a database, without a range, and with a file', async (t) => {
  t.is(await open({ nBits: { min: 4, max: 8 } }), null);
  t.is(await open({ nBits: 8, records: NOBODY }), null);
  t.is(await open({ nBits: { min: 4, max: 8 }, records: 'answers.ndjson' }), null);
});

test('a database that is away is told of once, without its password', async (t) => {
  const entries: LogEntry[] = [];
  const difficulty = await open({ nBits: { min: 4, max: 8 }, records: NOBODY }, entries);
  if (difficulty === null) throw new Error('it has none');
  t.is(difficulty.nBits, 4);
  for (const now of [0, 10_000, 20_000]) {
    difficulty.report(1, now);
    while (entries.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await difficulty.close();
  t.is(entries.length, 1);
  t.like(entries[0], { level: 'WARNING', message: 'n_bits follows the load of this server alone' });
  t.false(JSON.stringify(entries).includes('secret'));
});
