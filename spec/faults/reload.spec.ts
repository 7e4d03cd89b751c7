import test from 'ava';
import { rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { testCertificates } from '../support/certificates.js';
import { wholeSession } from '../support/line-client.js';
import { readRecords } from '../support/programs.js';
import { moreThan, Victim } from './helpers/victim.js';

// programs/server/main-reload.spec.ts has what one reload does. Here many come while clients do.

test.after.always(testCertificates().cleanup);

const CLIENTS = 8;
const ROTATIONS = 5;

test('reloads and rotations under load: nobody is refused, no answer and no end is lost', async (t) => {
  const victim = await Victim.start(t);
  const { port, program, recordsPath, logPath } = victim;
  const idle = await victim.idle();
  let stopped = false;
  let told = 0;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (!stopped) {
      t.true((await wholeSession(port, (name) => name)).done);
      told += 1;
    }
  });
  for (let rotation = 1; rotation <= ROTATIONS; rotation++) {
    await rename(recordsPath, `${recordsPath}.${rotation}`);
    await rename(logPath, `${logPath}.${rotation}.old`);
    for (let storm = 0; storm < 5; storm++) program.signal('SIGHUP');
    const before = told;
    // The storm has been one reload when clients have come and gone for a while.
    while (told < before + 4 * CLIENTS) await pause(20);
  }
  stopped = true;
  await Promise.all(clients);

  t.deepEqual(moreThan(idle, await victim.backAt(idle)), {});
  t.deepEqual(await victim.stop(), { code: 0, signal: null });
  const files = [recordsPath, ...Array.from({ length: ROTATIONS }, (_, n) => `${recordsPath}.${n + 1}`)];
  const records = (await Promise.all(files.map(readRecords))).flat();
  t.is(new Set(records.map(({ id }) => id)).size, told);
  t.true(records.every(({ outcome }) => outcome === 'done'));
});
