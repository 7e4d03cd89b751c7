import test from 'ava';
import { openPrimary } from '../../../lib/programs/server/open-primary.js';
import { argsToServerOptions } from '../../../lib/programs/server/options.js';
import { openLog } from '../../../lib/programs/shared/log.js';

async function openWith(workers: number | 'auto') {
  const log = openLog({ level: 'CRITICAL', tutorial: false });
  const primary = await openPrimary(argsToServerOptions({ workers }), { log, kept: null, page: null });
  await log.end();
  return primary;
}

test('one worker is this process itself', async (t) => {
  t.is(await openWith(1), null);
});

test('with more, nothing runs before the server is bound', async (t) => {
  const primary = await openWith(2);
  t.truthy(primary);
  t.deepEqual(primary?.usage(), { running: 0, lost: 0, workers: [] });
  await primary?.ended();
});
