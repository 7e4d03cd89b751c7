import test from 'ava';
import { CLIENT_CHECKS } from '../../../../lib/conformance/client/checks/index.js';
import { VALUE_CHECKS } from '../../../../lib/conformance/client/checks/values.js';
import { VALUE_MUTANTS } from '../../../support/conformance/client-mutants/values.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of VALUE_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of VALUE_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, CLIENT_CHECKS);

test('every check catches someone', (t) => {
  const caught = new Set(VALUE_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    VALUE_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  );
});
