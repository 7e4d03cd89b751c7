import { createSecureContext, TLSSocket } from 'node:tls';
import test from 'ava';
import { lastValueFrom, map, toArray } from 'rxjs';
import type { ClientRunEvent } from '../../lib/client/events.js';
import { runClient, type ClientRunConfig } from '../../lib/client/run.js';
import { testCertificates } from '../support/certificates.js';
import { startPlainServer, startTlsServer } from '../support/scripted-server.js';
import { configOf } from './run-config.js';

// A server that ends its side with DONE still reads OK.

const certs = testCertificates();
test.after.always(certs.cleanup);

const options = {
  solve: () => Promise.resolve({ suffix: 'any', attempts: 1, seconds: 0 }),
  answers: () => 'value',
};
const SAID = 'HELLOBACK\nany\nOK\n';
const ENDING = ['replied', 'done', 'closed in order'];

/** Says HELLO, WORK, and DONE with its end; then reads up to the end of the client. */
function endWithDone(socket: TLSSocket, heard: string[]): void {
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    heard.push(chunk);
    const lines = heard.join('').split('\n').length - 1;
    if (lines === 1) socket.write('WORK token 0\n');
    if (lines === 2) socket.end('DONE\n');
  });
  socket.write('HELLO\n');
}

async function lastEvents(config: ClientRunConfig): Promise<string[]> {
  const events = await lastValueFrom(runClient(config, options).pipe(map(tell), toArray()));
  return events.slice(-ENDING.length);
}

function tell(event: ClientRunEvent): string {
  return event.type === 'closed' ? `closed ${event.graceful ? 'in order' : 'torn down'}` : event.type;
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`over ${maxVersion}`, async (t) => {
    const heard: string[] = [];
    const { port, close } = await startTlsServer(
      certs,
      (socket) => {
        endWithDone(socket, heard);
      },
      { maxVersion, allowHalfOpen: true },
    );
    t.deepEqual(await lastEvents(configOf(port)), ENDING);
    await close();
    t.is(heard.join(''), SAID);
  });
}

test('behind a PROXY header', async (t) => {
  const heard: string[] = [];
  const { cert, key, ca } = { cert: certs.server.certPem, key: certs.server.keyPem, ca: certs.ca.certPem };
  const secureContext = createSecureContext({ cert, key, ca });
  const { port, close } = await startPlainServer((below) => {
    below.allowHalfOpen = true;
    below.once('readable', () => {
      below.read('PROXY UNKNOWN\r\n'.length);
      endWithDone(new TLSSocket(below, { isServer: true, requestCert: true, secureContext }), heard);
    });
  });
  t.deepEqual(await lastEvents(configOf(port, { proxyHeader: 'v1:unknown' })), ENDING);
  await close();
  t.is(heard.join(''), SAID);
});
