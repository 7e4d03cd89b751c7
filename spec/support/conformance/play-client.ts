import type { ExecutionContext } from 'ava';
import { checkClient } from '../../../lib/conformance/client/check-client.js';
import type { ClientCheck } from '../../../lib/conformance/client/client-check.js';
import type { CheckResult } from '../../../lib/conformance/engine/result.js';
import type { Launcher } from '../../../lib/conformance/launch/launcher.js';
import { Pki } from '../../../lib/conformance/pki/pki.js';
import type { Behaviour } from './behaviour.js';
import type { ClientMutant } from './client-mutant.js';
import { inProcessClient } from './in-process.js';

const TIME_LIMIT_MS = 60_000;
const SEED = 1;
/** Tests of one file all begin at once. Sessions that do, slow each other down. */
const AT_ONCE = 6;
/** Not every machine has the addresses for them. */
const MAY_BE_SKIPPED: readonly string[] = ['run.localhost_ipv6', 'run.ipv6_address'];

let pki: Promise<Pki> | null = null;
let playing = 0;
const waiting: (() => void)[] = [];

async function turn(): Promise<void> {
  if (playing >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else playing += 1;
}

/** Hands its place to the next one. */
function next(): void {
  const go = waiting.shift();
  if (go === undefined) playing -= 1;
  else go();
}

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
  if (check.patient !== true) await turn();
  try {
    return await playNow(check, launcher, timeLimitMs, await pki);
  } finally {
    if (check.patient !== true) next();
  }
}

async function playNow(
  check: ClientCheck,
  launcher: Launcher,
  timeLimitMs: number,
  certificates: Pki,
): Promise<CheckResult> {
  const [result] = await checkClient([check], {
    launcher,
    pki: certificates,
    seed: SEED,
    timeLimitMs,
    jobs: 1,
  });
  if (result === undefined) throw new Error(`${check.id} was not played.`);
  return result;
}

/** The check passes a client that does all right: the usual one, or one that does it in another way. */
export async function passes(
  t: ExecutionContext,
  check: ClientCheck,
  otherwise: Partial<Behaviour> = {},
): Promise<void> {
  const { verdict, expected, came, transcript } = await play(check, inProcessClient(otherwise));
  if (verdict === 'skipped' && MAY_BE_SKIPPED.includes(check.id)) {
    t.pass(came);
    return;
  }
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
      const caught =
        verdict === 'fail' ||
        verdict === 'weak' ||
        verdict === 'info' ||
        (verdict === 'skipped' && MAY_BE_SKIPPED.includes(id));
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
