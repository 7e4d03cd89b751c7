import test from 'ava';
import { FAIL_CHECKS } from '../../../../lib/conformance/client/checks/fail.js';
import { FAIL_MUTANTS } from '../../../support/conformance/client-mutants/fail.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of FAIL_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of FAIL_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, FAIL_CHECKS);

test('every check catches a mutant', (t) => {
  const caught = new Set(FAIL_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    FAIL_CHECKS.filter(({ id }) => !caught.has(id)),
    [],
  );
});
