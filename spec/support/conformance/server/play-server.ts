import type { ExecutionContext } from 'ava';
import type { CheckResult } from '../../../../lib/conformance/engine/result.js';
import { Pki } from '../../../../lib/conformance/pki/pki.js';
import { checkServer } from '../../../../lib/conformance/server/check-server.js';
import { SERVER_CHECKS } from '../../../../lib/conformance/server/checks/index.js';
import type { ServerCheck } from '../../../../lib/conformance/server/server-check.js';
import { StartedServer } from '../../../../lib/conformance/server/started-server.js';
import { startedSubject } from '../../../../lib/conformance/server/subjects.js';
import { OTHER_MS, WORK_MS } from './correct-server.js';
import { inProcessServer, type InProcessServer } from './in-process.js';
import type { ServerMutant } from './server-mutant.js';

const TIME_LIMIT_MS = 60_000;
const SEED = 1;

let pki: Promise<Pki> | null = null;

/** Removes the certificates. Call it in `test.after.always`. */
export async function removePki(): Promise<void> {
  await (await pki)?.remove();
  pki = null;
}

/** Plays one check to a server of its own. */
export async function play(
  check: ServerCheck,
  { launcher, records }: InProcessServer = inProcessServer(),
  timeLimitMs = TIME_LIMIT_MS,
): Promise<CheckResult> {
  pki ??= Pki.create();
  const server = new StartedServer(launcher, await pki);
  try {
    const [result] = await checkServer([check], {
      subject: startedSubject(server, await pki),
      facts: { maxBits: 12, otherTimeoutMs: OTHER_MS, workTimeoutMs: WORK_MS },
      records,
      seed: SEED,
      timeLimitMs,
      jobs: 1,
    });
    if (result === undefined) throw new Error(`${check.id} was not played.`);
    return result;
  } finally {
    await server.end('SIGKILL');
  }
}

/** The check passes a server that does all right. */
export async function passes(t: ExecutionContext, check: ServerCheck): Promise<void> {
  const { verdict, expected, came, transcript } = await play(check);
  t.is(verdict, 'pass', `expected ${expected}, came ${came}\n${transcript.join('\n')}`);
}

/** Every check that is named with the mutant catches it. */
export async function catches(t: ExecutionContext, mutant: ServerMutant): Promise<void> {
  await Promise.all(
    mutant.caughtBy.map(async (id) => {
      const check = SERVER_CHECKS.find((one) => one.id === id);
      if (check === undefined) throw new Error(`There is no check ${id}.`);
      const { verdict, came, transcript } = await playToMutant(check, mutant);
      const caught = verdict === 'fail' || verdict === 'weak' || verdict === 'info';
      t.true(caught, `${id} is ${verdict} ${came}\n${transcript.join('\n')}`);
    }),
  );
}

function playToMutant(check: ServerCheck, { behaviour, limitSeconds }: ServerMutant): Promise<CheckResult> {
  const server = inProcessServer(typeof behaviour === 'function' ? behaviour() : behaviour);
  if (limitSeconds === undefined) return play(check, server);
  return play({ ...check, timeFactor: 1, waitsMs: () => 0 }, server, limitSeconds * 1000);
}
