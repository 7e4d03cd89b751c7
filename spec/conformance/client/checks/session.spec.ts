import test from 'ava';
import { CLIENT_CHECKS } from '../../../../lib/conformance/client/checks/index.js';
import { SESSION_CHECKS } from '../../../../lib/conformance/client/checks/session.js';
import { SESSION_MUTANTS } from '../../../support/conformance/client-mutants/session.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of SESSION_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of SESSION_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, CLIENT_CHECKS);

test('every check catches someone', (t) => {
  const caught = new Set(SESSION_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    SESSION_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  );
});
