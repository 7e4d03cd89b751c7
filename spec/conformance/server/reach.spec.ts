import test from 'ava';
import { whyUnreachable } from '../../../lib/conformance/server/reach.js';
import { startPlainServer } from '../../../lib/conformance/peers/scripted-server.js';
import { CLOSED_PORT } from '../../support/scripted-server.js';

test('somebody is there', async (t) => {
  const { port, close } = await startPlainServer(() => null);
  t.is(await whyUnreachable({ host: '127.0.0.1', port }, new AbortController().signal), null);
  // The connection is not left open.
  await close();
});

test('nobody is', async (t) => {
  t.is(await whyUnreachable({ host: '127.0.0.1', port: CLOSED_PORT }), 'connection refused');
});

test('the time was over before', async (t) => {
  const endpoint = { host: '127.0.0.1', port: CLOSED_PORT };
  t.is(await whyUnreachable(endpoint, AbortSignal.abort()), 'none within the time limit');
});

test('the time is over while it connects', async (t) => {
  const over = new AbortController();
  // Before the first byte can be sent.
  const why = whyUnreachable({ host: '127.0.0.1', port: CLOSED_PORT }, over.signal);
  over.abort();
  t.is(await why, 'none within the time limit');
});
