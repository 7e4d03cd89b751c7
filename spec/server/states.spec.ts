import test from 'ava';
import { Subject, throwError } from 'rxjs';
import type { ServerEvent } from '../../lib/server/events.js';
import { serve } from '../../lib/server/serve.js';
import { serverStates } from '../../lib/server/states.js';
import { startServer } from '../../lib/server/start-server.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient } from '../support/line-client.js';
import { testConfig } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

test.serial('the states of serve, from its subscription to its end', async (t) => {
  const stop = new Subject<void>();
  const seen: string[] = [];
  await new Promise<void>((resolve) => {
    serverStates(serve(testConfig(certificates), { stop })).subscribe({
      next: (state) => {
        seen.push(state);
        if (state === 'ready') stop.next();
      },
      complete: resolve,
    });
    t.deepEqual(seen, ['starting']);
  });
  t.deepEqual(seen, ['starting', 'ready', 'draining', 'stopped']);
});

test('a server that cannot start', (t) => {
  const seen: string[] = [];
  serverStates(throwError((): ServerEvent => { throw new Error('no'); })).subscribe((state) => seen.push(state)); // prettier-ignore
  t.deepEqual(seen, ['starting', 'stopped']);
});

test.serial('server.state: the present one at once, then each change', async (t) => {
  const server = await startServer(testConfig(certificates));
  const seen: string[] = [];
  server.state.subscribe({ next: (state) => seen.push(state), complete: () => seen.push('complete') });
  t.deepEqual(seen, ['ready']);
  const client = await connectClient(server.port);
  const hello = await client.until('HELLO');
  const stopped = server.stop();
  t.deepEqual(seen, ['ready', 'draining']);
  t.is(await client.answer(hello).converse(), 'DONE');
  await stopped;
  t.deepEqual(seen, ['ready', 'draining', 'stopped', 'complete']);
  const late: string[] = [];
  server.state.subscribe({ next: (state) => late.push(state), complete: () => late.push('complete') });
  t.deepEqual(late, ['stopped', 'complete']);
});

test.serial('closed without a stop: it goes to stopped at once', async (t) => {
  const server = await startServer(testConfig(certificates));
  const seen: string[] = [];
  server.state.subscribe((state) => seen.push(state));
  await server.close();
  t.deepEqual(seen, ['ready', 'stopped']);
});
