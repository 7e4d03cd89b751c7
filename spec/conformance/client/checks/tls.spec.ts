import test from 'ava';
import { TLS_CHECKS } from '../../../../lib/conformance/client/checks/tls/index.js';
import { TLS_MUTANTS } from '../../../support/conformance/client-mutants/tls.js';
import { inTheClear } from '../../../support/conformance/plain-client.js';
import { catches, passes, play, removePki } from '../../../support/conformance/play-client.js';
import { areNamed } from '../../../support/conformance/uncaught.js';

test.after.always(removePki);

for (const check of TLS_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of TLS_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, TLS_CHECKS);

const [plainText] = TLS_CHECKS.filter(({ id }) => id === 'tls.plain_text');

test('a client that speaks without TLS is caught', async (t) => {
  if (plainText === undefined) return t.fail('There is no such check.');
  const { verdict, came } = await play(plainText, inTheClear);
  t.deepEqual([verdict, came], ['fail', '"HELLOBACK\\n"']);
});

test(
  'each other check is caught by a mutant',
  areNamed,
  TLS_CHECKS.filter((check) => check !== plainText),
  TLS_MUTANTS,
);
