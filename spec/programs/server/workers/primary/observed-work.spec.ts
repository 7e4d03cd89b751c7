import test from 'ava';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { NEVER, VirtualTimeScheduler } from 'rxjs';
import { completeConfig, type ServerConfig } from '../../../../../lib/config/server-config.js';
import { HostWork } from '../../../../../lib/programs/server/workers/primary/host-work.js';
import type { ServerEvent } from '../../../../../lib/server/events.js';
import type { Peer } from '../../../../../lib/session/events.js';
import type { Difficulty, DifficultyChange } from '../../../../../lib/work/difficulty/difficulty.js';
import { MemoryWorkStore } from '../../../../../lib/work/sticky/memory-work-store.js';
import { protocolErrors } from '../../../../support/simulated-errors.js';

// The load of all workers, which the primary counts by their events.

const RANGE = { nBits: { min: 2, max: 5 }, nBitsTarget: 2 } as const satisfies Partial<ServerConfig>;

function peerOf(name: string | null, unit = 'any'): Peer {
  const client =
    name === null
      ? null
      : {
          subject: { CN: name, OU: unit },
          issuer: { CN: 'CA' },
          serialNumber: name,
          fingerprint256: name,
        };
  return { remote: null, client, tls: null };
}

const stamp = (id: string, peer: Peer) => ({ id, at: 0, elapsed: 0, peer });

function work(id: string, peer: Peer, nBits = 2): ServerEvent {
  return { type: 'sent', ...stamp(id, peer), line: '', command: { kind: 'work', token: '', nBits } };
}

function ended(type: 'work_accepted' | 'failed' | 'done' | 'closed', id: string, peer: Peer): ServerEvent {
  const durations = { hello: null, work: null, requests: null, done: null };
  switch (type) {
    case 'work_accepted':
      return { type, ...stamp(id, peer), nBits: 2, suffix: '', zeroBits: 2, seconds: 0 };
    case 'failed':
      return {
        ...{ type, ...stamp(id, peer), step: 'WORK', outcome: 'failed', error: protocolErrors.suffix() },
        ...{ line: null, durations },
      };
    case 'done':
      return { type, ...stamp(id, peer), confirmed: true, error: null, line: null, durations };
    case 'closed':
      return { type, ...stamp(id, peer), graceful: true };
  }
}

/** The work of a server in virtual time, with what its load is reported as. */
function hostWork(given: Partial<ServerConfig> = {}) {
  const scheduler = new VirtualTimeScheduler();
  const loads: number[] = [];
  const difficulty: Difficulty = {
    nBits: 2,
    report: (load) => loads.push(load),
    configure: () => undefined,
    changes: NEVER,
  };
  const host = new HostWork(completeConfig({ ...RANGE, ...given }), { difficulty, scheduler }, () => 0);
  const running = host.start(
    scheduler,
    () => undefined,
    () => undefined,
  );
  /** The load a second later. */
  const load = (): number | undefined => {
    scheduler.maxFrames = scheduler.frame + 1000;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
    return loads.at(-1);
  };
  return { host, load, loads, running };
}

test('sessions in WORK count until they are accepted or over, however they end', (t) => {
  const { host, load } = hostWork();
  const ends = ['work_accepted', 'failed', 'done', 'closed'] as const;
  for (const id of ends) host.observe(work(id, peerOf(id)));
  t.is(load(), 4);
  for (const [at, end] of ends.entries()) {
    host.observe(ended(end, end, peerOf(end)));
    t.is(load(), 3 - at);
    // Whatever comes after it changes nothing.
    host.observe(ended('closed', end, peerOf(end)));
    t.is(load(), 3 - at);
  }
});

test('all sessions of a certificate are one, whichever worker has them; of those without, each is', (t) => {
  const { host, load } = hostWork();
  for (const id of ['a', 'b', 'c']) host.observe(work(id, peerOf('one')));
  t.is(load(), 1);
  host.observe(work('d', peerOf(null)));
  host.observe(work('e', peerOf(null)));
  t.is(load(), 3);
  host.observe(ended('closed', 'a', peerOf('one')));
  host.observe(ended('closed', 'b', peerOf('one')));
  host.observe(ended('closed', 'd', peerOf(null)));
  t.is(load(), 2);
  host.observe(ended('closed', 'c', peerOf('one')));
  t.is(load(), 1);
});

test('whoever is asked by a rule, or outside of the range, does not count, nor do other events', (t) => {
  const { host, load } = hostWork({ nBitsFor: ['ou=practice:3'] });
  const practice = peerOf('a', 'practice');
  host.observe(work('a', practice, 3));
  host.observe(work('b', peerOf('b'), 6));
  host.observe({ type: 'connected', ...stamp('c', peerOf('c')) });
  host.observe({ type: 'sent', ...stamp('c', peerOf('c')), line: 'HELLO', command: { kind: 'hello' } });
  host.observe(ended('closed', 'unknown', peerOf('d')));
  t.is(load(), 0);
});

test('a reload to one number ends the reports, and those that counted leave all the same', (t) => {
  const { host, load, loads } = hostWork();
  host.observe(work('a', peerOf('a')));
  t.is(load(), 1);
  host.setConfig(completeConfig({ nBits: 3 }));
  t.is(host.nBits, 3);
  const before = loads.length;
  host.observe(work('b', peerOf('b'), 3));
  load();
  t.is(loads.length, before);
  host.observe(ended('closed', 'a', peerOf('a')));
  host.setConfig(completeConfig(RANGE));
  t.is(load(), 0);
});

test('the load is that of a plain count, whatever comes in whatever order', (t) => {
  const event = fc.tuple(
    fc.nat(7),
    fc.constantFrom('work', 'work', 'work_accepted', 'failed', 'done', 'closed'),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 50 }), (events) => {
      const { host, load } = hostWork();
      const inWork = new Set<number>();
      const over = new Set<number>();
      for (const [session, type] of events) {
        // Two sessions have one certificate.
        const peer = peerOf(String(session >> 1));
        if (type !== 'work') {
          host.observe(ended(type, String(session), peer));
          over.add(session);
          inWork.delete(session);
        } else if (!over.has(session) && !inWork.has(session)) {
          // A session has WORK once.
          host.observe(work(String(session), peer));
          inWork.add(session);
        }
        assert.equal(load(), new Set([...inWork].map((one) => one >> 1)).size);
      }
    }),
  );
  t.pass();
});

test('a change is told to the workers before it is emitted, by load and by a reload', (t) => {
  const scheduler = new VirtualTimeScheduler();
  const host = new HostWork(completeConfig(RANGE), { scheduler }, () => scheduler.now());
  t.true(host.store instanceof MemoryWorkStore);
  const said: string[] = [];
  const running = host.start(
    scheduler,
    ({ from, to, cause }: DifficultyChange) => said.push(`told ${from} -> ${to}, ${cause}`),
    (event) => said.push(`emitted ${event.type}`),
  );
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) host.observe(work(id, peerOf(id)));
  scheduler.maxFrames = 60_000;
  scheduler.flush();
  t.is(host.nBits, 3);
  t.deepEqual(said.splice(0), ['told 2 -> 3, load', 'emitted difficulty_changed']);
  host.setConfig(completeConfig({ ...RANGE, nBits: { min: 1, max: 2 } }));
  t.deepEqual(said.splice(0), ['told 3 -> 2, configured', 'emitted difficulty_changed']);
  running.unsubscribe();
  host.setConfig(completeConfig({ ...RANGE, nBits: { min: 4, max: 5 } }));
  t.is(host.nBits, 4);
  t.deepEqual(said, []);
});
