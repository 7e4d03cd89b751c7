import { existsSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordSink } from '../../../lib/records/record-sink.js';
import { FileSink } from '../../../lib/records/sinks/file/file-sink.js';
import { openOrCreate } from '../../../lib/records/sinks/file/open-file.js';
import { openSpool } from '../../../lib/records/spool/open-spool.js';
import { record } from './virtual.js';

/**
 * A process that keeps records in a database with a spool, and says which of them are kept. It is there to be killed. The database is a
 * file; it is away while another file is there.
 * Arguments: the directory; a prefix for the ids; how many records, or none for as many as come.
 */
const [directory = '', prefix = '', count = 'Infinity'] = process.argv.slice(2);

const rows = new FileSink(`${directory}/database`, await openOrCreate(`${directory}/database`));
const database: RecordSink = {
  append: async (records) => {
    if (existsSync(`${directory}/away`)) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    await rows.append(records);
    // The commit is there, and the connection breaks before the answer.
    if (Math.random() < 0.1) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  },
  close: () => rows.close(),
};
const spool = await openSpool(database, {
  directory: `${directory}/spool`,
  onNotice: ({ kind }) => writeSync(1, `notice ${kind}\n`),
});
spool.start();
for (let n = 0; n < Number(count); n++) {
  const id = `${prefix}${n}`;
  await spool.append([record(`${id}a`), record(`${id}b`)]);
  // Written at once: what a pipe's stream still holds back would be lost with the process.
  writeSync(1, `kept ${id}a\nkept ${id}b\n`);
  await delay(1);
}
while (spool.status().since !== null) await delay(10);
await spool.close();
writeSync(1, 'empty\n');
