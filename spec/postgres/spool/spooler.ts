import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openSpooledPostgres } from '../../../lib/records/spool/open-spooled-postgres.js';
import { sample } from '../../records/reading/samples.js';

/**
 * A process that keeps sessions in a database with a spool, and says which of them are kept. It is there to be killed.
 * Arguments: the URL; the directory of the spool; a prefix for the ids; how many sessions, or none for as many as come.
 */
const [url = '', directory = '', prefix = '', count = 'Infinity'] = process.argv.slice(2);

const spool = await openSpooledPostgres(url, {
  directory,
  onNotice: ({ kind, message }) => {
    if (message.includes('answer of')) throw new Error('a notice has an answer');
    writeSync(1, `notice ${kind}\n`);
  },
});
spool.start();
writeSync(1, 'notice open\n');
for (let n = 0; n < Number(count); n++) {
  const id = `${prefix}${n}`;
  const record = sample({ id, confirmed: null, answers: { FULL_NAME: `answer of ${id}` } });
  // As sessions do: a record before DONE, and one after OK.
  await spool.append([record]);
  await spool.append([{ ...record, confirmed: true }]);
  writeSync(1, `kept ${id}\n`);
  await delay(2);
}
while (spool.status().since !== null) await delay(10);
await spool.close();
writeSync(1, 'notice closed\n');
