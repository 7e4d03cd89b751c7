import test from 'ava';
import { EMPTY, firstValueFrom, map, NEVER, of, Subject, throwError, timer } from 'rxjs';
import { testCertificates } from '../support/certificates.js';
import { connectClient } from '../support/line-client.js';
import { nothingOpen, startServing } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

test.serial('authorize, plan and check are asked of each client, by its certificate', async (t) => {
  const asked: string[] = [];
  const serving = await startServing(
    t,
    {},
    {
      authorize: (peer) => {
        asked.push(`authorize ${String(peer.client?.subject['CN'])}`);
        return Promise.resolve(true);
      },
      plan: (peer) => {
        asked.push(`plan ${String(peer.client?.subject['CN'])}`);
        return of({ nBits: 2, bodyNames: ['COLOUR', 'SHAPE'], inOrder: true });
      },
      check: (name, value, { peer }) => {
        asked.push(`check ${name} of ${String(peer.client?.subject['CN'])}`);
        return timer(1).pipe(map(() => (value === 'nothing' ? 'A shape, please.' : true)));
      },
    },
  );
  const good = await connectClient(await serving.port());
  t.is(await good.converse(), 'DONE');
  t.regex(good.lines[1] ?? '', / 2$/);
  t.deepEqual(
    good.lines.slice(2).map((line) => line.split(' ')[0]),
    ['COLOUR', 'SHAPE', 'DONE'],
  );
  const bad = await connectClient(await serving.port());
  await bad.converse((name) => (name === 'SHAPE' ? 'nothing' : 'blue'));
  await bad.closed;
  t.is(bad.lines.at(-1), 'FAIL A shape, please.');
  await serving.end();
  const once = ['authorize Test client', 'plan Test client', 'check COLOUR of Test client'];
  t.deepEqual(asked, [...once, 'check SHAPE of Test client', ...once, 'check SHAPE of Test client']);
  t.like(serving.of('failed')[0], { step: 'SHAPE', error: { code: 'answer_refused' } });
  await nothingOpen();
});

test.serial('who is not authorized is told so, and nobody else notices', async (t) => {
  let refused = 0;
  const serving = await startServing(
    t,
    {},
    { authorize: () => (refused++ === 0 ? 'Your time is over.' : true), hookTimeout: 5 },
  );
  const [first] = [await connectClient(await serving.port())];
  await first.closed;
  t.deepEqual(first.lines, ['FAIL Your time is over.']);
  t.is(await (await connectClient(await serving.port())).converse(), 'DONE');
  await serving.end();
  t.like(serving.of('failed')[0], { step: 'HELLO', error: { code: 'not_authorized' } });
  await nothingOpen();
});

test.serial("a plan that breaks a rule is that session's end", async (t) => {
  const serving = await startServing(t, {}, { plan: () => ({ nBits: 300 }) });
  const client = await connectClient(await serving.port());
  await client.closed;
  t.deepEqual(client.lines, ['FAIL Server error.']);
  await serving.end();
  t.like(serving.of('failed')[0], { error: { code: 'invalid_option' } });
  await nothingOpen();
});

for (const [what, authorize, line, code] of [
  [
    'throws',
    () => {
      throw new Error('secret');
    },
    'FAIL Server error.',
    'internal_error',
  ],
  ['rejects', () => Promise.reject(new Error('secret')), 'FAIL Server error.', 'internal_error'],
  [
    'fails as an observable',
    () => throwError(() => new Error('secret')),
    'FAIL Server error.',
    'internal_error',
  ],
  ['gives nothing', () => EMPTY, 'FAIL Server error.', 'internal_error'],
  ['never answers', () => NEVER, 'FAIL Server error: authorize took longer than 0.2 s.', 'hook_timed_out'],
] as const) {
  test.serial(`authorize ${what}: that session gets FAIL, and nobody else notices`, async (t) => {
    let signal: AbortSignal | null = null;
    const serving = await startServing(
      t,
      {},
      {
        hookTimeout: 0.2,
        authorize: (peer, options) => {
          if (peer.client?.subject['CN'] === 'Test client') return true;
          signal = options.signal;
          return authorize();
        },
      },
    );
    const port = await serving.port();
    const [good, bad] = await Promise.all([
      connectClient(port),
      connectClient(port, { identity: certificates.oddClient }),
    ]);
    t.deepEqual(await bad.rest(), [line]);
    t.is(await good.converse(), 'DONE');
    t.like(await serving.failureOf(bad.localPort), { step: 'HELLO', error: { code } });
    t.is((signal as AbortSignal | null)?.aborted, code === 'hook_timed_out');
    await serving.end();
    await nothingOpen();
  });
}

test.serial('the signal of authorize aborts when its client leaves', async (t) => {
  const aborted = new Subject<void>();
  const serving = await startServing(
    t,
    {},
    {
      authorize: (_, { signal }) => {
        signal.addEventListener('abort', () => {
          aborted.next();
        });
        return NEVER;
      },
    },
  );
  const client = await connectClient(await serving.port());
  const told = firstValueFrom(aborted, { defaultValue: null });
  await serving.first('connected');
  await client.close();
  await told;
  await serving.end();
  t.like(serving.of('failed')[0], { error: { code: 'disconnected' } });
  await nothingOpen();
});
