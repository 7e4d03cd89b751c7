import test from 'ava';
import { CLIENT_CHECKS } from '../../../../lib/conformance/client/checks/index.js';
import { WORK_CHECKS } from '../../../../lib/conformance/client/checks/work.js';
import { WORK_MUTANTS } from '../../../support/conformance/client-mutants/work.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of WORK_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of WORK_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, CLIENT_CHECKS);

test('every check catches someone', (t) => {
  const caught = new Set(WORK_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    WORK_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  );
});
