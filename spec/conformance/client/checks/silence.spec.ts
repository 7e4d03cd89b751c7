import test from 'ava';
import { CLIENT_CHECKS } from '../../../../lib/conformance/client/checks/index.js';
import { SILENCE_CHECKS } from '../../../../lib/conformance/client/checks/silence.js';
import { SILENCE_MUTANTS } from '../../../support/conformance/client-mutants/silence.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of SILENCE_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of SILENCE_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, CLIENT_CHECKS);

test('every check catches someone', (t) => {
  const caught = new Set(SILENCE_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    SILENCE_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  );
});
