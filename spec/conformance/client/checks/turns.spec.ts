import test from 'ava';
import { CLIENT_CHECKS } from '../../../../lib/conformance/client/checks/index.js';
import { TURN_CHECKS } from '../../../../lib/conformance/client/checks/turns.js';
import { TURN_MUTANTS } from '../../../support/conformance/client-mutants/turns.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of TURN_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of TURN_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, CLIENT_CHECKS);

test('every check catches someone', (t) => {
  const caught = new Set(TURN_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    TURN_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  );
});
