import { writeSync } from 'node:fs';
import { openRecords } from '../../../../lib/records/open-records.js';
import { begin } from '../../helpers.js';

/**
 * A process that keeps sessions without end, many at once, and says which of them are kept. It is there to be killed.
 * Arguments: the file; a prefix for the ids; how many sessions, or none for as many as come.
 */
const [path = '', prefix = '', count = 'Infinity'] = process.argv.slice(2);
const AT_ONCE = 8;

const records = await openRecords(path, {
  onError: (problem) => {
    writeSync(1, `problem ${problem.message}\n`);
  },
});
let started = 0;

function keepNext(): void {
  if (started >= Number(count)) return;
  const id = `${prefix}${started++}`;
  begin(records, id, `${id} `.repeat(100));
  const next = (word: string) => () => {
    // Written at once: what a pipe's stream still holds back would be lost with the process.
    writeSync(1, `${word} ${id}\n`);
    keepNext();
  };
  records.commit(id).subscribe({ complete: next('kept'), error: next('lost') });
}

for (let i = 0; i < AT_ONCE; i++) keepNext();
