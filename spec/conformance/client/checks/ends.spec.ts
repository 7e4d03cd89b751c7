import test from 'ava';
import { ENDS_CHECKS } from '../../../../lib/conformance/client/checks/ends.js';
import { ENDS_MUTANTS } from '../../../support/conformance/client-mutants/ends.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of ENDS_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of ENDS_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, ENDS_CHECKS);

test('every check catches a mutant', (t) => {
  const caught = new Set(ENDS_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    ENDS_CHECKS.filter(({ id }) => !caught.has(id)),
    [],
  );
});
