import test, { type ExecutionContext } from 'ava';
import { setTimeout as delay } from 'node:timers/promises';
import { testCertificates } from '../../support/certificates.js';
import { DeployedNginx, hasNginxStream } from '../../support/deployed/nginx.js';
import { connectClient, wholeSession } from '../../support/line-client.js';
import { startServed, type Served } from './pair.js';

// The documented nginx.conf in front of real servers.

test.after.always(() => {
  testCertificates().cleanup();
});

const HAS_NGINX = hasNginxStream();
if (!HAS_NGINX)
  console.log(
    'skipped: nginx is not installed with its stream module, so its documented configuration is not tried',
  );
const withNginx = HAS_NGINX ? test : test.skip;

interface Pair {
  readonly a: Served;
  readonly b: Served;
  readonly nginx: DeployedNginx;
}

async function startPair(t: ExecutionContext): Promise<Pair> {
  const [a, b] = [await startServed(t), await startServed(t)];
  return { a, b, nginx: await DeployedNginx.start(t, [a.port, b.port]) };
}

const value = (): string => 'an answer';

withNginx('a session through nginx: the record has its true address', async (t) => {
  const { nginx, a, b } = await startPair(t);
  t.true((await wholeSession(nginx.port, value, { localAddress: '127.0.0.5' })).done);
  const [record] = [...(await a.records()), ...(await b.records())];
  t.is(record?.remote?.address, '127.0.0.5');
  // It logs a session once both sides are closed.
  while (!/^127\.0\.0\.5:\d+ .* 200$/m.test(await nginx.log())) await delay(20);
});

withNginx('a reload of nginx keeps a session in WORK; a server that stops is passed over', async (t) => {
  const { nginx, a, b } = await startPair(t);
  const client = await connectClient(nginx.port);
  await client.until('WORK');
  await nginx.reload();
  t.true((await wholeSession(nginx.port, value)).done);
  client.answer(client.lines.at(-1) ?? '');
  t.is(await client.converse(value), 'DONE');
  await client.rest();
  t.is((await a.program.stop()).code, 0);
  const before = (await b.records()).length;
  for (let n = 0; n < 4; n++) t.true((await wholeSession(nginx.port, value)).done);
  t.is((await b.records()).length, before + 4);
});

withNginx('a client that says too much can still read why it failed', async (t) => {
  const { nginx } = await startPair(t);
  const client = await connectClient(nginx.port);
  await client.until('WORK');
  client.say('a'.repeat(2_000)).say('and more');
  t.regex((await client.rest()).join('\n'), /FAIL receiving\./);
});
