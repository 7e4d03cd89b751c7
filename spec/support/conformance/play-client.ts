import type { ExecutionContext } from 'ava';
import { checkClient } from '../../../lib/conformance/client/check-client.js';
import type { ClientCheck } from '../../../lib/conformance/client/client-check.js';
import type { CheckResult } from '../../../lib/conformance/engine/result.js';
import type { Launcher } from '../../../lib/conformance/launch/launcher.js';
import { Pki } from '../../../lib/conformance/pki/pki.js';
import type { ClientMutant } from './client-mutant.js';
import { inProcessClient } from './in-process.js';

const TIME_LIMIT_MS = 60_000;
const SEED = 1;

let pki: Promise<Pki> | null = null;

/** Removes the certificates. Call it in `test.after.always`. */
export async function removePki(): Promise<void> {
  await (await pki)?.remove();
  pki = null;
}

/** Plays one check to the client of the tests, or to another. */
export async function play(
  check: ClientCheck,
  launcher: Launcher = inProcessClient(),
  timeLimitMs = TIME_LIMIT_MS,
): Promise<CheckResult> {
  pki ??= Pki.create();
  const [result] = await checkClient([check], {
    launcher,
    pki: await pki,
    seed: SEED,
    timeLimitMs,
    jobs: 1,
  });
  if (result === undefined) throw new Error(`${check.id} was not played.`);
  return result;
}

/** The check passes a client that does all right. */
export async function passes(t: ExecutionContext, check: ClientCheck): Promise<void> {
  const { verdict, expected, came, transcript } = await play(check);
  t.is(verdict, 'pass', `expected ${expected}, came ${came}\n${transcript.join('\n')}`);
}

/** Every check that is named with the mutant catches it. */
export async function catches(
  t: ExecutionContext,
  mutant: ClientMutant,
  checks: readonly ClientCheck[],
): Promise<void> {
  await Promise.all(
    mutant.caughtBy.map(async (id) => {
      const check = checks.find((one) => one.id === id);
      if (check === undefined) throw new Error(`There is no check ${id}.`);
      const { verdict, came, transcript } = await playToMutant(check, mutant);
      const caught = verdict === 'fail' || verdict === 'weak' || verdict === 'info';
      t.true(caught, `${id} is ${verdict} ${came}\n${transcript.join('\n')}`);
    }),
  );
}

function playToMutant(check: ClientCheck, mutant: ClientMutant): Promise<CheckResult> {
  const { behaviour, limitSeconds } = mutant;
  const client = inProcessClient(typeof behaviour === 'function' ? behaviour() : behaviour);
  if (limitSeconds === undefined) return play(check, client);
  return play({ ...check, minSeconds: 0, timeFactor: 1 }, client, limitSeconds * 1000);
}
