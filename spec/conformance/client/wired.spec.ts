import test from 'ava';
import { checkClient } from '../../../lib/conformance/client/check-client.js';
import type { ClientCheck } from '../../../lib/conformance/client/client-check.js';
import { CLIENT_CHECKS } from '../../../lib/conformance/client/checks/index.js';
import type { Verdict } from '../../../lib/conformance/engine/check.js';
import type { Launcher } from '../../../lib/conformance/launch/launcher.js';
import { Pki } from '../../../lib/conformance/pki/pki.js';
import { parseWire, toxic } from '../../../lib/conformance/wire/parse-wire.js';
import { TOXIC_NAMES, TOXICS, type Toxic } from '../../../lib/conformance/wire/toxics.js';
import { inProcessClient } from '../../support/conformance/in-process.js';

/** One of each kind: a success, an answer that must not come, and every end. */
const IDS = [
  ...['session.plain', 'order.work_twice', 'fail.stays_open', 'fail.done_later', 'fail.solving'],
  ...['ends.end_work', 'ends.reset_request', 'ends.truncated_done', 'ends.cut_done', 'ends.half_close'],
  ...['ends.reset_after_ok', 'ends.close_notify', 'wire.byte_records', 'wire.key_updates'],
];
/** With CONFORMANCE=all every check, but for what mostly waits, and what depends on the addresses of the machine. */
const WHOLE = process.env['CONFORMANCE'] === 'all';
const CHECKS: readonly ClientCheck[] = CLIENT_CHECKS.filter(({ id, patient }) =>
  WHOLE ? patient !== true && !/_v6$|ipv6/.test(id) : IDS.includes(id),
);

const pki = Pki.create();
test.after.always(async () => (await pki).remove());

async function verdicts(
  toxics: readonly Toxic[],
  launcher: Launcher = inProcessClient(),
  seed = 1,
): Promise<Readonly<Record<string, Verdict>>> {
  const results = await checkClient(CHECKS, {
    ...{ launcher, pki: await pki, seed, timeLimitMs: 60_000, jobs: 4 },
    ...(toxics.length === 0 ? {} : { wire: { toxics, seed } }),
  });
  return Object.fromEntries(results.map(({ check, verdict }) => [check.id, verdict]));
}

const ALL_PASS = Object.fromEntries(CHECKS.map(({ id }) => [id, 'pass']));

test('the checks are there', (t) => {
  const ids = new Set(CHECKS.map(({ id }) => id));
  for (const id of IDS) t.true(ids.has(id), id);
});

for (const name of TOXIC_NAMES.filter((one) => TOXICS[one].survivable)) {
  test.serial(`a client that does all right passes through ${name}`, async (t) => {
    t.timeout(600_000);
    t.deepEqual(await verdicts([toxic(name)]), ALL_PASS);
  });
}

test.serial('a client that does all right passes through several faults at once', async (t) => {
  const toxics = parseWire('slicer,latency=20,jitter=10,drip,slow_close=100');
  if ('problem' in toxics) throw new Error(toxics.problem);
  t.deepEqual(await verdicts(toxics), ALL_PASS);
});

test.serial('the same seed gives the same verdicts, ten times over', async (t) => {
  for (let round = 0; round < 10; round++) t.deepEqual(await verdicts([]), ALL_PASS, `round ${round}`);
});

test.serial('a client that makes a mistake makes it through a fault, too', async (t) => {
  const mistaken = inProcessClient({ onEnd: () => ({ ok: true, reason: '' }) });
  const { 'ends.end_work': end, 'ends.cut_done': cut } = await verdicts([toxic('slicer')], mistaken);
  t.deepEqual([end, cut], ['fail', 'fail']);
});

test.serial('nothing passes through a fault that ends connections', async (t) => {
  const { 'session.plain': verdict } = await verdicts([toxic('reset_peer')]);
  t.is(verdict, 'fail');
});
