import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANSWERED_MS, DRAWN_MS, untilAtRest } from './at-rest.js';
import { Cohort } from './clients/cohort.js';
import { makeCertificates, readIdentities } from './clients/identities.js';
import { planOf, type PlannedParticipant } from './clients/participant.js';
import type { ClassOptions } from './options.js';
import { SeededRandom } from './random.js';
import { kindsLine } from './kinds-line.js';
import { namesOf } from './roster.js';
import { ServerProgram } from './server.js';
import { tableOf } from './table.js';
import { idsByName, readAll } from './views/read-all.js';
import { attachAll } from './watchers/attach-all.js';
import { isWatching, type Attached } from './watchers/watcher.js';

const N_BITS = 12;

/** Of the server, in seconds; less in a short run, because silent clients wait for it. */
const OTHER_TIMEOUT = 10;

/** When pictures are taken of a busy server, as a part of the second half. */
const BUSY = 0.25;

/** Holds a class. Resolves to whether all views agree. */
export async function hold(options: ClassOptions, directory: string, signal: AbortSignal): Promise<boolean> {
  // Each client waits with it.
  setMaxListeners(0, signal);
  const random = new SeededRandom(options.seed);
  const names = namesOf(options.participants, random);
  const plan = planOf(names, random);
  console.log(kindsLine(plan));
  await makeCertificates(directory, names, signal);
  const halfMs = options.minutes * 30_000;
  const otherTimeout = Math.max(1, Math.min(OTHER_TIMEOUT, Math.round(halfMs / 10_000)));
  const server = new ServerProgram({ directory, nBits: N_BITS, otherTimeout });
  const watchers: Attached[] = [];
  try {
    await server.ready(signal);
    console.log(`The server listens on port ${server.port}, its status page is ${server.statusUrl}`);
    watchers.push(
      ...(await attachAll(options, {
        url: server.statusUrl,
        directory,
        signal,
        idsByName: () => idsByName(server.statusUrl),
      })),
    );
    return await compared(options, { directory, signal, plan, server, watchers, halfMs });
  } finally {
    for (const watcher of watchers) if (isWatching(watcher)) await watcher.close();
    const exitCode = await server.stop();
    if (exitCode !== 0) console.log(`The server has ended with exit code ${String(exitCode)}.`);
  }
}

interface Lesson {
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly plan: readonly PlannedParticipant[];
  readonly server: ServerProgram;
  readonly watchers: readonly Attached[];
  readonly halfMs: number;
}

async function compared({ onceAgree }: ClassOptions, lesson: Lesson): Promise<boolean> {
  const { directory, signal, plan, server, watchers, halfMs } = lesson;
  const identities = await readIdentities(directory, plan);
  const cohort = new Cohort({
    port: server.port,
    halfMs,
    signal,
    identityOf: (participant) => {
      const identity = identities.get(participant);
      if (identity === undefined) throw new Error(`${participant.name} has no certificate.`);
      return identity;
    },
  });
  // The last ones may have gone before the half is over.
  await Promise.all([cohort.run(plan, 'first'), sleep(halfMs, undefined, { signal })]);
  const agreed = onceAgree || (await look('middle', lesson, cohort));
  const running = Promise.all([cohort.run(plan, 'second'), sleep(halfMs, undefined, { signal })]);
  // It is awaited below, perhaps only after it has failed.
  running.catch(() => undefined);
  await sleep(halfMs * BUSY, undefined, { signal });
  await save(watchers, 'busy');
  await running;
  return (await look('end', lesson, cohort)) && agreed;
}

/** Compares all views at one moment, and prints the table. */
async function look(
  when: string,
  { directory, signal, server, watchers }: Lesson,
  cohort: Cohort,
): Promise<boolean> {
  const isDrawn = watchers.some((watcher) => isWatching(watcher) && watcher.isDrawn);
  await untilAtRest(server.statusUrl, isDrawn ? DRAWN_MS : ANSWERED_MS, signal);
  const readings = await readAll(server, cohort.visits, watchers, signal);
  const { lines, agree } = tableOf(readings);
  const verdict = `${when}: ${agree ? 'agree' : 'differ'}`;
  const text = [verdict, ...lines, ''].join('\n');
  console.log(`\n${text}`);
  await writeFile(join(directory, `table-${when}.txt`), text);
  await save(watchers, when);
  return agree;
}

async function save(watchers: readonly Attached[], when: string): Promise<void> {
  for (const watcher of watchers) {
    if (isWatching(watcher)) for (const path of await watcher.save(when)) console.log(`saved ${path}`);
  }
}
