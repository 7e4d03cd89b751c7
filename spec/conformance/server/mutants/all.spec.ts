import test from 'ava';
import { SERVER_CHECKS } from '../../../../lib/conformance/server/checks/index.js';
import { SERVER_MUTANTS } from '../../../support/conformance/server-mutants/index.js';

test('each check catches a mutant', (t) => {
  const caught = new Set(SERVER_MUTANTS.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    SERVER_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  );
});

test('each mutant has a name of its own', (t) => {
  t.is(new Set(SERVER_MUTANTS.map(({ name }) => name)).size, SERVER_MUTANTS.length);
});
