import { PassThrough } from 'node:stream';
import test from 'ava';
import { lastValueFrom, take, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { runSession } from '../../lib/server/run-session.js';
import { LineClient } from '../support/line-client.js';
import { connection } from '../support/streams.js';

const CONTEXT = { id: 'a', token: 'token', commands: [{ kind: 'done' }] as const };

test('a conversation of one command, and the close', async (t) => {
  const { ours: socket, theirs } = connection();
  const client = new LineClient(theirs);
  const running = lastValueFrom(runSession(socket, CONTEXT).pipe(toArray()));
  await client.until('DONE');
  client.send('OK\n').socket.end();
  t.deepEqual(
    (await running).map(({ type }) => type),
    ['connected', 'sent', 'received', 'done', 'closed'],
  );
  t.true(socket.destroyed);
});

test('closed says whether the peer closed in order', async (t) => {
  const { ours: socket, theirs } = connection();
  const client = new LineClient(theirs);
  const running = lastValueFrom(runSession(socket, CONTEXT));
  await client.until('DONE');
  socket.destroy(new Error('reset'));
  t.like(await running, { type: 'closed', graceful: false });
});

test('whoever takes only the first events destroys the socket by that', async (t) => {
  const socket = new PassThrough();
  const [connected] = await lastValueFrom(runSession(socket, CONTEXT).pipe(take(1), toArray()));
  t.like(connected, { type: 'connected', id: 'a', peer: { remote: null, client: null, tls: null } });
  t.true(socket.destroyed);
});

test('an error that comes when all is over ends nothing', async (t) => {
  const socket = new PassThrough().destroy();
  await lastValueFrom(runSession(socket, CONTEXT));
  t.notThrows(() => socket.emit('error', new Error('late')));
});

test('the session has its times from the scheduler', (t) => {
  const scheduler = new TestScheduler((actual, expected) => t.deepEqual(actual, expected));
  scheduler.run(({ cold }) => {
    const times: number[] = [];
    cold('7ms x').subscribe(() => {
      runSession(new PassThrough().destroy(), { ...CONTEXT, scheduler }).subscribe(({ at }) =>
        times.push(at),
      );
    });
    scheduler.flush();
    t.deepEqual([...new Set(times)], [7]);
  });
});
