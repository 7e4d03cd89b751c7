import { homedir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { defaultRecordsPath } from '../../lib/records/default-path.js';

const testPath = test.macro({
  exec(t, state: string | undefined, expected: string) {
    t.is(defaultRecordsPath(state === undefined ? {} : { XDG_STATE_HOME: state }, '/home/ada'), expected);
  },
  title: (_title, state) => `XDG_STATE_HOME ${state === undefined ? 'unset' : JSON.stringify(state)}`,
});

test(testPath, undefined, '/home/ada/.local/state/tlslp/records.ndjson');
test(testPath, '/var/state', '/var/state/tlslp/records.ndjson');
test(testPath, '', '/home/ada/.local/state/tlslp/records.ndjson');
test(testPath, 'state', '/home/ada/.local/state/tlslp/records.ndjson');
test(testPath, './state', '/home/ada/.local/state/tlslp/records.ndjson');

test('the directory of a service comes first, and of several the first', (t) => {
  const own = { XDG_STATE_HOME: '/var/state' };
  t.is(defaultRecordsPath({ ...own, STATE_DIRECTORY: '/var/lib/tlslp' }), '/var/lib/tlslp/records.ndjson');
  t.is(defaultRecordsPath({ ...own, STATE_DIRECTORY: '/var/lib/a:/var/lib/b' }), '/var/lib/a/records.ndjson');
  for (const none of ['', 'relative', ':/var/lib/b']) {
    t.is(defaultRecordsPath({ ...own, STATE_DIRECTORY: none }), '/var/state/tlslp/records.ndjson', none);
  }
});

test('the home directory is the user’s', (t) => {
  t.is(defaultRecordsPath({}), join(homedir(), '.local/state/tlslp/records.ndjson'));
});

test('the environment is the process’s', (t) => {
  t.regex(defaultRecordsPath(), /^\/.*\/tlslp\/records\.ndjson$/);
});
