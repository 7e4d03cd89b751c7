import test from 'ava';
import fc from 'fast-check';
import { MemoryWorkStore } from '../../../lib/work/sticky/memory-work-store.js';
import type { WantedWork } from '../../../lib/session/work-store.js';
import {
  doesAsTheModel,
  LIFETIME,
  MAX_PER_CERTIFICATE,
  steps,
  type StoreUnderTest,
} from '../../support/work-stores.js';

interface Timed extends StoreUnderTest {
  readonly store: MemoryWorkStore;
}

function memory(maxCertificates = 100): Timed {
  let now = 0;
  const clock = { now: () => now };
  return {
    store: new MemoryWorkStore({ clock, maxCertificates, maxPerCertificate: MAX_PER_CERTIFICATE }),
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}

const wanted = (certificate: string, session: string): WantedWork => ({
  ...{ certificate, session, token: `token-of-${session}`, nBits: 20 },
  lifetime: LIFETIME,
});

test('whatever sessions do, the store does as a plain model', async (t) => {
  await fc.assert(fc.asyncProperty(steps, (given) => doesAsTheModel(memory(), given)));
  t.pass();
});

test('what a session held that has ended is of the next one, with its n_bits, for as long as it lives', async (t) => {
  const { store, advance } = memory();
  t.deepEqual(store.take({ ...wanted('A', '1'), nBits: 12 }), {
    ...{ token: 'token-of-1', nBits: 12, isResumed: false },
    secondsLeft: LIFETIME,
  });
  await advance(50);
  store.release('1');
  t.deepEqual(store.take(wanted('A', '2')), {
    ...{ token: 'token-of-1', nBits: 12, isResumed: true },
    secondsLeft: 10,
  });
  store.release('2');
  await advance(9.999);
  t.is(store.take(wanted('A', '3')).token, 'token-of-1');
  store.release('3');
  await advance(0.001);
  t.is(store.take(wanted('A', '4')).token, 'token-of-4', 'twice the deadline from its first handing out');
});

test('sessions at once have tokens of their own, and then the oldest comes first', async (t) => {
  const { store, advance } = memory();
  for (const session of ['1', '2']) {
    t.false(store.take(wanted('A', session)).isResumed);
    await advance(1);
  }
  t.false(store.take(wanted('B', '3')).isResumed, 'another certificate');
  store.release('2');
  store.release('1');
  t.is(store.take(wanted('A', '4')).token, 'token-of-1');
  t.is(store.take(wanted('A', '5')).token, 'token-of-2');
  t.is(store.take(wanted('A', '6')).token, 'token-of-6');
});

test('a token is spent once, and by its holder alone', (t) => {
  const { store } = memory();
  store.take(wanted('A', '1'));
  t.false(store.spend('token-of-1', '2'));
  t.false(store.spend('token-of-2', '1'));
  t.true(store.spend('token-of-1', '1'));
  t.false(store.spend('token-of-1', '1'));
  store.release('1');
  t.is(store.take(wanted('A', '2')).token, 'token-of-2');
});

test('a wrong suffix ends its token', (t) => {
  const { store } = memory();
  store.take(wanted('A', '1'));
  store.discard('1');
  store.release('1');
  t.is(store.take(wanted('A', '2')).token, 'token-of-2');
});

test('when all sessions have ended, it holds nothing for them; full, it forgets who left longest ago', async (t) => {
  const { store, advance } = memory(3);
  for (const session of ['1', '2', '3', '4']) store.take(wanted(`of ${session}`, session));
  t.is(store.held, 4);
  for (const session of ['1', '2', '3', '4']) {
    store.release(session);
    await advance(1);
  }
  t.is(store.held, 0);
  t.is(store.waiting, 3);
  t.is(store.take(wanted('of 1', '5')).token, 'token-of-5');
  t.is(store.take(wanted('of 2', '6')).token, 'token-of-2');
  t.is(store.waiting, 2, 'nothing is kept for a certificate that has no work');
});

test('of one certificate it keeps the newest', async (t) => {
  const { store, advance } = memory();
  for (const session of ['1', '2', '3']) {
    store.take(wanted('A', session));
    await advance(1);
  }
  for (const session of ['3', '1', '2']) store.release(session);
  t.is(store.take(wanted('A', '4')).token, 'token-of-2');
});
