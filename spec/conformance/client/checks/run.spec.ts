import test from 'ava';
import { CLIENT_CHECKS } from '../../../../lib/conformance/client/checks/index.js';
import { RUN_CHECKS } from '../../../../lib/conformance/client/checks/run.js';
import { RUN_MUTANTS } from '../../../support/conformance/client-mutants/run.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of RUN_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of RUN_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, CLIENT_CHECKS);

test('every check catches someone', (t) => {
  const caught = new Set(RUN_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    RUN_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  );
});
