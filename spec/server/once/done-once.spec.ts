import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { NEVER, Observable, type Subscriber } from 'rxjs';
import { DoneOnce } from '../../../lib/server/once/done-once.js';
import { alreadyDone } from '../../../lib/protocol/access-failures.js';
import { serverStopping } from '../../../lib/protocol/failures.js';
import type { RecordStore } from '../../../lib/session/context.js';
import type { ClientCertificate, SessionEvent } from '../../../lib/session/events.js';
import { identityOf, type IdentityKind } from '../../../lib/session/identity.js';
import { createRecords } from '../../../lib/records/create-records.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { nothingOpen, Serving, startServing, testConfig } from '../../support/serving.js';
import { NO_DURATIONS } from '../../support/session.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const client = (name: string, cn = name): ClientCertificate => ({
  subject: { CN: cn },
  issuer: { CN: 'CA' },
  serialNumber: '01',
  fingerprint256: name,
});

const event = (type: 'connected' | 'failed' | 'closed', id: string, who: ClientCertificate): SessionEvent => {
  const base = { id, at: 0, elapsed: 0, peer: { remote: null, client: who, tls: null } };
  if (type === 'connected') return { type, ...base };
  if (type === 'closed') return { type, ...base, graceful: true };
  const ending = { step: 'DONE', outcome: 'stopped', error: serverStopping(), line: null } as const;
  return { type, ...base, ...ending, durations: NO_DURATIONS };
};

/** A store whose commits the test settles. */
class SlowStore implements RecordStore {
  readonly waiting: Subscriber<never>[] = [];
  readonly events: SessionEvent[] = [];

  observe(observed: SessionEvent): void {
    this.events.push(observed);
  }

  commit(): Observable<never> {
    return new Observable((subscriber) => {
      this.waiting.push(subscriber);
    });
  }
}

function begin(kind: IdentityKind, done: string[], ...sessions: [id: string, who: ClientCertificate][]) {
  const store = new SlowStore();
  const once = new DoneOnce(store, kind, done);
  for (const [id, who] of sessions) once.observe(event('connected', id, who));
  const results: string[] = [];
  const commit = (id: string): void => {
    once.commit(id).subscribe({
      error: (error: { code: string }) => results.push(`${id} ${error.code}`),
      complete: () => results.push(`${id} kept`),
    });
  };
  return { store, once, commit, results };
}

const A = client('AA');

test('the first to commit is done; the other waits for that, and is told', (t) => {
  const { store, once, commit, results } = begin('fingerprint', [], ['1', A], ['2', A], ['3', client('BB')]);
  t.false(once.isDone(A));
  for (const id of ['1', '2', '3']) commit(id);
  t.is(store.waiting.length, 2, 'the one of another client waits for nobody');
  t.deepEqual(results, []);
  store.waiting[0]?.complete();
  t.deepEqual(results.sort(), ['1 kept', '2 already_done']);
  t.true(once.isDone(A));
  t.false(once.isDone(client('BB')));
});

test('when the first cannot be kept, the other one is', (t) => {
  const { store, commit, results } = begin('fingerprint', [], ['1', A], ['2', A]);
  commit('1');
  commit('2');
  store.waiting[0]?.error(serverStopping());
  t.is(store.waiting.length, 2);
  store.waiting[1]?.complete();
  t.deepEqual(results, ['1 server_stopping', '2 kept']);
});

test('whom the store knows as done already is remembered: his next session need not work for it', (t) => {
  const { store, once, commit, results } = begin('fingerprint', [], ['1', A], ['2', A]);
  commit('1');
  store.waiting[0]?.error(alreadyDone());
  t.true(once.isDone(A));
  commit('2');
  t.is(store.waiting.length, 1);
  t.deepEqual(results, ['1 already_done', '2 already_done']);
});

test('a first one that gives up lets the other one go on', (t) => {
  const { store, once } = begin('fingerprint', [], ['1', A], ['2', A]);
  const waiting = once.commit('1').subscribe();
  once.commit('2').subscribe();
  t.is(store.waiting.length, 1);
  waiting.unsubscribe();
  t.is(store.waiting.length, 2);
});

test('a session that fails after its commit makes nobody done', (t) => {
  const { store, once, commit } = begin('fingerprint', [], ['1', A]);
  commit('1');
  store.waiting[0]?.complete();
  t.true(once.isDone(A));
  once.observe(event('failed', '1', A));
  t.false(once.isDone(A));
});

test('a later failure of another session changes nothing', (t) => {
  const { store, once, commit } = begin('fingerprint', [], ['1', A], ['2', A]);
  commit('1');
  store.waiting[0]?.complete();
  once.observe(event('closed', '1', A));
  once.observe(event('failed', '2', A));
  once.observe(event('closed', '2', A));
  t.true(once.isDone(A));
  t.is(store.events.length, 5, 'the store is told of all');
});

test('those who were done before are done, by either kind', (t) => {
  t.true(begin('fingerprint', ['AA']).once.isDone(A));
  t.true(begin('cn', ['cn:AA']).once.isDone(client('other', 'AA')));
  t.false(begin('cn', ['AA']).once.isDone(A));
  t.is(identityOf({ subject: {}, fingerprint256: 'FF' }, 'cn'), 'FF');
  t.is(identityOf({ subject: { CN: ['a', 'b'] }, fingerprint256: 'FF' }, 'cn'), 'cn:["a","b"]');
});

test('a session without a certificate, and a store that throws', (t) => {
  const { once, store } = begin('fingerprint', []);
  once.commit('unknown').subscribe();
  t.is(store.waiting.length, 1);
  const broken = new DoneOnce(
    {
      observe: () => undefined,
      commit: () => {
        throw new Error('broken');
      },
    },
    'fingerprint',
    [],
  );
  broken.observe(event('connected', '1', A));
  const results: string[] = [];
  for (let n = 0; n < 2; n++)
    broken.commit('1').subscribe({ error: (error: Error) => results.push(error.message) });
  t.deepEqual(results, ['broken', 'broken']);
});

// A whole server

const DONE_ALREADY = 'FAIL This certificate is already done: its answers are kept.';

test.serial('who is done is told so before WORK; others are not touched', async (t) => {
  const kept: SessionRecord[] = [];
  const records = createRecords({
    append: (batch) => {
      kept.push(...batch);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
  const serving = await startServing(t, { once: true }, { recordStore: records });
  const port = await serving.port();
  t.is(await (await connectClient(port)).converse(), 'DONE');
  const again = await connectClient(port);
  t.deepEqual(await again.rest(), [DONE_ALREADY]);
  t.like(await serving.refusalOf(again.localPort), { reason: 'already_done' });
  t.is(await (await connectClient(port, { identity: certificates.oddClient })).converse(), 'DONE');
  await serving.end();
  await records.close();
  t.is(new Set(kept.map(({ id }) => id)).size, 2, 'no record of who was refused');
  await nothingOpen();
});

test.serial(
  'two sessions of one certificate at once: one is kept, the other gets FAIL in place of DONE',
  async (t) => {
    const kept: SessionRecord[] = [];
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const records = createRecords({
      append: async (batch) => {
        await gate;
        kept.push(...batch);
      },
      close: () => Promise.resolve(),
    });
    const serving = await startServing(t, { once: true }, { recordStore: records });
    const port = await serving.port();
    const clients = await Promise.all([connectClient(port), connectClient(port)]);
    const ends = clients.map((connected) => connected.converse());
    await serving.some('answered', 4);
    go();
    t.deepEqual((await Promise.all(ends)).sort(), ['DONE', DONE_ALREADY]);
    await serving.end();
    await records.close();
    const outcomes = new Map(kept.map(({ id, outcome }) => [id, outcome]));
    t.deepEqual([...outcomes.values()].sort(), ['done', 'failed']);
    await nothingOpen();
  },
);

test.serial('those of before count, and without records it does not start', async (t) => {
  const { fingerprint256 } = new X509Certificate(certificates.client.certPem);
  const recordStore: RecordStore = { observe: () => undefined, commit: () => NEVER };
  const serving = await startServing(t, { once: true }, { recordStore, doneBefore: [fingerprint256] });
  t.deepEqual(await (await connectClient(await serving.port())).rest(), [DONE_ALREADY]);
  await serving.end();
  const without = new Serving(testConfig(certificates, { once: true }));
  await t.throwsAsync(without.completed, {
    code: 'invalid_option',
    message: 'once: needs records (recordStore)',
  });
  await nothingOpen();
});
