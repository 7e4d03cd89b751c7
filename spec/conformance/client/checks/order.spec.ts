import test from 'ava';
import { ORDER_CHECKS } from '../../../../lib/conformance/client/checks/order.js';
import { ORDER_MUTANTS } from '../../../support/conformance/client-mutants/order.js';
import { inProcessClient } from '../../../support/conformance/in-process.js';
import { catches, passes, play, removePki } from '../../../support/conformance/play-client.js';
import { areNamed } from '../../../support/conformance/uncaught.js';

test.after.always(removePki);

for (const check of ORDER_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of ORDER_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, ORDER_CHECKS);

test('each check is caught by a mutant', areNamed, ORDER_CHECKS, ORDER_MUTANTS);

test('a finding says the likely mistake', async (t) => {
  const [first] = ORDER_CHECKS;
  if (first === undefined) return t.fail('There are no checks.');
  const { cause } = await play(first, inProcessClient({ mayFollow: () => true }));
  t.regex(cause ?? '', /^It answers each command by itself/);
});
