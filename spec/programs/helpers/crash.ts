import { LineOutput } from '../../../lib/programs/shared/line-output.js';
import { unblockedDescriptor } from '../../../lib/programs/shared/descriptor.js';
import { openLog } from '../../../lib/programs/shared/log.js';

/**
 * Writes two lines and a log entry, and ends in the same turn of the event loop, before any window is over.
 * Arguments: `throw`, `reject`, `exit` or `return`; the log file.
 */
const [, , how = 'return', file = ''] = process.argv;

const output = new LineOutput(unblockedDescriptor(1));
const log = openLog({ level: 'INFO', file });
output.writeLine('one');
output.write('the last words\n');
log.write({ level: 'ERROR', fields: {}, message: 'the last entry' });

if (how === 'throw') throw new Error('crash');
if (how === 'reject') void Promise.reject(new Error('crash'));
if (how === 'exit') process.exit(1);
