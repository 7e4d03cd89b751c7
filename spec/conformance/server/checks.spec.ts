import test from 'ava';
import { SERVER_CHECKS } from '../../../lib/conformance/server/checks/index.js';
import { passes, removePki } from '../../support/conformance/server/play-server.js';

test.after.always(removePki);

for (const check of SERVER_CHECKS) test(`${check.id} passes a server that does all right`, passes, check);

test('each check has an id of its own, which begins with its section', (t) => {
  const ids = SERVER_CHECKS.map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
  for (const { id, section } of SERVER_CHECKS) t.true(id.startsWith(`${section}.`));
});
