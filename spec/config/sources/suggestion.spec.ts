import test from 'ava';
import { suggestion } from '../../../lib/config/sources/suggestion.js';

const NAMES = ['port', 'work-timeout', 'n-bits', 'log-file'];

const suggests = test.macro<[name: string, expected: string]>({
  exec(t, name, expected) {
    t.is(suggestion(name, NAMES), expected === '' ? '' : `; did you mean ${expected}?`);
  },
  title: (_, name, expected) => `${JSON.stringify(name.slice(0, 20))}: ${expected || 'nothing'}`,
});

test(suggests, 'prot', 'port');
test(suggests, 'workTimeout', 'work-timeout');
test(suggests, 'WORK_TIMEOUT', 'work-timeout');
test(suggests, '--n_bits', 'n-bits');
test(suggests, 'logfile', 'log-file');
test(suggests, 'database', '');
test(suggests, '', '');
test(suggests, 'port'.repeat(100_000), '');

test('without names there is nothing to suggest', (t) => {
  t.is(suggestion('port', []), '');
});
