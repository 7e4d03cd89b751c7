import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import type { ServerEvent } from '../../lib/server/events.js';
import { startServer } from '../../lib/server/start-server.js';
import { testCertificates } from '../support/certificates.js';
import { play, strangers, type Stranger } from '../support/fuzzed-peers.js';
import { clientHello, wholeSession } from '../support/line-client.js';
import { nothingOpen, testConfig } from '../support/serving.js';

// The whole socket, from TCP to the last line of a session. FUZZ_SECONDS gives it more time, and FUZZ_SEED repeats a run.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 5);
/** Far longer than anything that the server waits for here. Without it, a failure would be a test that never ends. */
const LONGEST_MS = 90_000;
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));

test.serial(
  'whatever strangers send, and however they leave: one end for each, and others are served',
  async (t) => {
    t.timeout((SECONDS + 2 * 60) * 1000 + LONGEST_MS);
    let seen: ServerEvent[] = [];
    const server = await startServer(testConfig(certificates), { observers: [(event) => seen.push(event)] });
    t.teardown(server.close);
    const isServed = async (): Promise<boolean> => (await wholeSession(server.port, (name) => name)).done;

    const crowdIsHarmless = async (crowd: readonly Stranger[]): Promise<void> => {
      seen = [];
      const [served] = await Promise.all([
        isServed(),
        ...crowd.map((stranger) => play(stranger, server.port)),
      ]);
      const connections = crowd.length + 1;
      const deadline = Date.now() + LONGEST_MS;
      while (count(seen, 'refused') + count(seen, 'closed') < connections) {
        assert.ok(Date.now() < deadline, 'a connection has no end');
        await new Promise(setImmediate);
      }
      assert.ok(served);
      assert.equal(count(seen, 'accepted'), connections);
      assert.equal(count(seen, 'refused') + count(seen, 'connected'), connections);
      assert.deepEqual(idsOf(seen, 'done', 'failed'), idsOf(seen, 'connected'));
      assert.equal(count(seen, 'server_error'), 0);
    };
    t.log(`FUZZ_SEED=${SEED}`);
    // The run that the time limit interrupts goes on, and counts too.
    let running = Promise.resolve();
    let crowds = 0;
    const result = await fc.check(
      fc.asyncProperty(fc.array(strangers(await clientHello()), { minLength: 1, maxLength: 6 }), (crowd) => {
        crowds += 1;
        running = crowdIsHarmless(crowd);
        return running;
      }),
      { seed: SEED, numRuns: 1e9, interruptAfterTimeLimit: SECONDS * 1000 },
    );
    // On a busy machine not even the first crowd may have ended in time: that is no failure.
    if (result.failed && result.counterexample !== null) t.fail(fc.defaultReportMessage(result));
    await running;
    t.log(`${crowds} crowds`);
    t.true(await isServed());
    await server.stop();
    await nothingOpen();
  },
);

function count(events: readonly ServerEvent[], type: ServerEvent['type']): number {
  return events.filter((event) => event.type === type).length;
}

function idsOf(events: readonly ServerEvent[], ...types: readonly ServerEvent['type'][]): string[] {
  return events.flatMap((event) => ('id' in event && types.includes(event.type) ? [event.id] : [])).sort();
}
