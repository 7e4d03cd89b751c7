import test from 'ava';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { VirtualTimeScheduler } from 'rxjs';
import { completeConfig, type ServerConfig } from '../../../../lib/config/server-config.js';
import {
  AdmissionDesk,
  type AdmissionOptions,
} from '../../../../lib/programs/server/workers/primary/admission-desk.js';
import { LAG } from '../../../../lib/programs/server/workers/messages/admission.js';
import { OldWork } from '../../../../lib/programs/server/workers/worker/old-work.js';
import { RemoteLimits } from '../../../../lib/programs/server/workers/worker/remote-limits.js';
import { ServiceError, type TlslpError } from '../../../../lib/protocol/errors.js';
import type { AdmissionLimits, HandshakeTicket } from '../../../../lib/server/limits/admission-limits.js';
import { Limits } from '../../../../lib/server/limits/limits.js';
import { Rejection } from '../../../../lib/server/limits/rejection.js';
import type { SessionPlace } from '../../../../lib/server/limits/session-places.js';
import type { ClientCertificate, Peer } from '../../../../lib/session/events.js';
import { identityOf } from '../../../../lib/session/identity.js';
import type { Socket } from 'node:net';
import { connectedChannels } from '../../../support/channels.js';
import { limitsOptions } from '../../../support/limits-options.js';

// The limits over the channel decide as those of one process do.

/** A connection that has sent so many bytes. */
function socketOf(bytesRead: number): Socket {
  return Object.assign(new PassThrough(), { bytesRead }) as unknown as Socket;
}

function clientOf(certificate: number): ClientCertificate {
  return {
    subject: { CN: `${certificate}` },
    issuer: { CN: 'CA' },
    serialNumber: String(certificate),
    fingerprint256: String(certificate),
  };
}

function peerOf(certificate: number, address: number): Peer {
  return { remote: { address: `192.0.2.${address}`, port: 1 }, client: clientOf(certificate), tls: null };
}

/** Two workers and their primary in this process. */
function twoWorkers(config: ServerConfig, others: Partial<AdmissionOptions> = {}) {
  const scheduler = new VirtualTimeScheduler();
  const stress: string[] = [];
  const desk = new AdmissionDesk({
    config: () => config,
    now: () => scheduler.now(),
    clock: scheduler,
    shortage: () => null,
    isDone: () => false,
    hasWork: () => false,
    emit: ({ type }) => stress.push(type),
    ...others,
  });
  const channels = [connectedChannels(), connectedChannels()];
  const giveBack = channels.map(({ primary }) => desk.connect(primary));
  const options = limitsOptions(config, scheduler);
  const limits = channels.map(({ worker }) => new RemoteLimits(worker, options, false, new OldWork()));
  const [one, two] = limits;
  if (one === undefined || two === undefined) throw new Error('There are not two workers.');
  return { desk, limits, one, two, channels, giveBack, stress };
}

/** Until what was told has been heard. */
function heard(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}

type Step =
  | { readonly connect: number }
  | { readonly begin: readonly [certificate: number, address: number] }
  | { readonly handshakeOver: number }
  | { readonly sessionOver: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ connect: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ begin: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })) }),
  fc.record({ handshakeOver: fc.nat(10) }),
  fc.record({ sessionOver: fc.nat(10) }),
);

/** Does the steps, each by the next of the limits, and returns what was decided. */
async function decisions(limits: readonly AdmissionLimits[], steps: readonly Step[]): Promise<string[]> {
  const handshakes: HandshakeTicket[] = [];
  const sessions: { readonly place: SessionPlace; readonly of: AdmissionLimits }[] = [];
  const decided: string[] = [];
  for (const [n, each] of steps.entries()) {
    const of = limits[n % limits.length];
    if (of === undefined) throw new Error('no limits');
    if ('connect' in each) {
      const remote = { address: `192.0.2.${each.connect}`, port: 1 };
      const answer = await of.admitHandshake(socketOf(1), remote);
      decided.push(typeof answer === 'string' ? answer : 'handshake');
      if (typeof answer !== 'string') handshakes.push(answer);
    } else if ('begin' in each) {
      const answer = await of.admitSession(peerOf(...each.begin));
      decided.push(answer instanceof Rejection ? `${answer.reason} ${answer.error.message}` : 'session');
      if (!(answer instanceof Rejection)) sessions.push({ place: answer, of });
    } else if ('handshakeOver' in each) {
      for (const ticket of handshakes.splice(each.handshakeOver % (handshakes.length || 1), 1))
        ticket.leave();
    } else {
      const left = sessions.splice(each.sessionOver % (sessions.length || 1), 1);
      for (const { place, of: owner } of left) owner.leaveSession(place);
    }
    // What one worker tells comes before what the other one asks next.
    await new Promise((resolve) => setTimeout(resolve, limits.length > 1 ? 12 : 0));
  }
  return decided;
}

const CONFIG = completeConfig({
  maxHandshakes: 4,
  maxHandshakesPerAddress: 2,
  handshakeRate: 1,
  handshakeBurst: 5,
  maxSessions: 20,
  maxPerCertificate: 2,
  maxPerAddress: 4,
  triesPerHour: 5,
});

test('two workers decide together what one process decides alone', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const alone = new Limits(limitsOptions(CONFIG, new VirtualTimeScheduler()));
      const { limits, desk, giveBack } = twoWorkers(CONFIG);
      assert.deepEqual(await decisions(limits, steps), await decisions([alone], steps));
      assert.equal(desk.openSessions, alone.openSessions);
      assert.equal(desk.openHandshakes, alone.handshakes.size);
      for (const give of giveBack) give();
      assert.equal(desk.openSessions, 0, 'a worker that is gone holds nothing');
      assert.equal(desk.openHandshakes, 0);
    }),
    { numRuns: 12 },
  );
  t.pass();
});

test('of 40 at once over two workers, 4 are let in', async (t) => {
  const config = completeConfig({ maxPerCertificate: 4 });
  const { limits } = twoWorkers(config);
  const asked = Array.from({ length: 20 }, () => limits.map((each) => each.admitSession(peerOf(1, 1))));
  const answers = await Promise.all(asked.flat());
  t.is(answers.filter((answer) => answer instanceof Rejection).length, 36);
});

test('stress is that of all sessions; an idle handshake of another worker makes room', async (t) => {
  const config = completeConfig({ maxSessions: 5, maxHandshakes: 2, maxHandshakesPerAddress: 0 });
  const { one, two, stress } = twoWorkers(config);
  const remote = { address: '192.0.2.1', port: 1 };
  const idle = await one.admitHandshake(socketOf(0), remote);
  const busy = await two.admitHandshake(socketOf(9), remote);
  t.is(await two.admitHandshake(socketOf(9), remote), 'too_many_handshakes');
  for (let n = 0; n < 4; n++) await (n % 2 === 0 ? one : two).admitSession(peerOf(n, 1));
  t.deepEqual(stress, ['stress_began']);
  await heard();
  t.true(one.isStressed && two.isStressed);
  t.is(typeof (await two.admitHandshake(socketOf(9), remote)), 'object');
  t.like(idle, { evicted: true });
  t.like(busy, { evicted: false });
  t.is(await two.admitHandshake(socketOf(9), remote), 'too_many_handshakes', 'nobody is idle any more');
});

test('a dry run refuses nobody, and tells whom it would have refused', async (t) => {
  const config = completeConfig({ limitsDryRun: true, maxPerCertificate: 1, maxHandshakes: 1 });
  const { one, two, desk } = twoWorkers(config);
  const told: string[] = [];
  two.start(new VirtualTimeScheduler(), (event) => {
    if (event.type === 'would_refuse') told.push(event.reason);
  });
  const remote = { address: '192.0.2.1', port: 1 };
  await one.admitHandshake(socketOf(1), remote);
  await one.admitSession(peerOf(1, 1));
  t.is(typeof (await two.admitHandshake(socketOf(1), remote)), 'object');
  t.false((await two.admitSession(peerOf(1, 1))) instanceof Rejection);
  t.deepEqual(told, ['too_many_handshakes', 'too_many_sessions']);
  t.is(desk.openSessions, 2);
});

test('a full disk and a client that is done are refused, before any limit counts', async (t) => {
  let short: TlslpError | null = null;
  const config = completeConfig({ once: true, identity: 'cn', maxPerCertificate: 1 });
  const { one, two, desk } = twoWorkers(config, {
    shortage: () => short,
    isDone: (identity) => identity === identityOf(clientOf(1), config.identity),
  });
  const reasonOf = async (limits: AdmissionLimits, peer: Peer): Promise<string | null> => {
    const answer = await limits.admitSession(peer);
    return answer instanceof Rejection ? `${answer.reason}: ${answer.error.code}` : null;
  };
  t.is(await reasonOf(one, peerOf(1, 1)), 'already_done: already_done');
  t.is(await reasonOf(two, peerOf(2, 1)), null);
  t.is(await reasonOf(one, { remote: null, client: null, tls: null }), null, 'without a certificate');
  short = new ServiceError('no_space', 'Server has no space to keep answers.');
  t.is(await reasonOf(two, peerOf(3, 1)), 'no_space: no_space');
  t.is(desk.openSessions, 2);
});

test('a connection by a unix socket has no address, and counts for the whole', async (t) => {
  const { one, two, desk } = twoWorkers(completeConfig({ maxHandshakes: 1, maxHandshakesPerAddress: 1 }));
  const ticket = await one.admitHandshake(socketOf(1), null);
  t.is(await two.admitHandshake(socketOf(1), null), 'too_many_handshakes');
  if (typeof ticket === 'string') return void t.fail(ticket);
  t.false(ticket.evicted);
  ticket.leave();
  ticket.leave();
  await heard();
  t.is(desk.openHandshakes, 0);
  t.is(typeof (await two.admitHandshake(socketOf(1), null)), 'object');
});

test('headers of a proxy are bounded in each worker', (t) => {
  const { one } = twoWorkers(completeConfig({ maxHandshakes: 2 }));
  t.is(one.admitHeader(socketOf(0), null, 1), null);
  t.is(one.admitHeader(socketOf(0), null, 2), 'too_many_handshakes');
});

test('a lagging worker is stress of all, until it no longer lags, or is gone', async (t) => {
  const { desk, channels, giveBack, stress, one, two } = twoWorkers(completeConfig({}));
  channels[0]?.worker.tell(LAG, true);
  await heard();
  t.true(one.isStressed && two.isStressed && desk.isStressed);
  channels[0]?.worker.tell(LAG, false);
  await heard();
  t.false(one.isStressed || two.isStressed || desk.isStressed);
  channels[0]?.worker.tell(LAG, true);
  await heard();
  t.true(two.isStressed);
  giveBack[0]?.();
  desk.updateStress();
  await heard();
  t.false(two.isStressed);
  t.deepEqual(stress, ['stress_began', 'stress_ended', 'stress_began', 'stress_ended']);
});

test('one worker is gone while another makes room for it: it holds nothing', async (t) => {
  const config = completeConfig({ maxSessions: 5, maxHandshakes: 1, maxHandshakesPerAddress: 0 });
  const { one, two, desk, giveBack } = twoWorkers(config);
  const idle = await one.admitHandshake(socketOf(0), null);
  if (typeof idle === 'string') return void t.fail(idle);
  for (let n = 0; n < 4; n++) await one.admitSession(peerOf(n, 1));
  const asked = two.admitHandshake(socketOf(9), null);
  // The answer that there is room is still to come.
  while (!idle.evicted) await new Promise(setImmediate);
  giveBack[1]?.();
  t.is(typeof (await asked), 'object');
  t.is(desk.openHandshakes, 0);
});
