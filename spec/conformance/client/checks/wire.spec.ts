import test from 'ava';
import { WIRE_CHECKS } from '../../../../lib/conformance/client/checks/wire.js';
import { WIRE_MUTANTS } from '../../../support/conformance/client-mutants/wire.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';

test.after.always(removePki);

for (const check of WIRE_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of WIRE_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, WIRE_CHECKS);

test('every check catches a mutant', (t) => {
  const caught = new Set(WIRE_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    WIRE_CHECKS.filter(({ id }) => !caught.has(id)),
    [],
  );
});
