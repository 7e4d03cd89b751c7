import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { main } from '../../../lib/programs/client/main.js';
import { testCertificates } from '../../support/certificates.js';
import { CLOSED_PORT, inTurn, says, startTlsServer } from '../../support/scripted-server.js';

const BIN = fileURLToPath(new URL('../../../../bin/tlslp-client', import.meta.url));

const certs = testCertificates();
test.after.always(certs.cleanup);

const FILES = [
  ['--client-cert', certs.client.certPath],
  ['--private-key', certs.client.keyPath],
  ['--ca-cert', certs.ca.certPath],
].flat();

interface Run {
  readonly code: number;
  readonly out: string[];
  readonly err: string[];
}

/** Runs the program in this process, against a server that talks so. */
async function run(talk: (socket: TLSSocket) => void, ...argv: string[]): Promise<Run> {
  const { port, close } = await startTlsServer(certs, talk);
  try {
    return await runAlone('--ports', String(port), '--threads', '1', ...FILES, ...argv);
  } finally {
    await close();
  }
}

async function runAlone(...argv: string[]): Promise<Run> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await main(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = (await texts).map((lines) => lines.split('\n').slice(0, -1)) as [string[], string[]];
  return { code, out, err };
}

const WHOLE = says('HELLO', 'WORK token 4', 'FULL_NAME abc', 'COUNTRY def', 'DONE');

test('a server that is full is asked again, and 0 in the end', async (t) => {
  const { code, out, err } = await run(
    inTurn(says('FAIL Server is full: all places are taken. Try again later.'), WHOLE),
    '--reconnect',
  );
  t.deepEqual({ code, err }, { code: 0, err: [] });
  t.is(
    out[1],
    'Failed at HELLO: The server sent FAIL: Server is full: all places are taken. Try again later.',
  );
  t.regex(out[2] ?? '', /^Connecting again in \S+ m?s$/);
  t.is(out.at(-1), 'Done: the server has all 2 answers');
});

test('a FAIL about an answer is final: 1', async (t) => {
  const { code, out } = await run(
    inTurn(says('HELLO', 'WORK token 0', 'FAIL Invalid suffix returned from client.')),
    '--reconnect',
  );
  t.is(code, 1);
  t.is(out.at(-1), 'Failed at WORK: The server sent FAIL: Invalid suffix returned from client.');
});

test('nobody there: 1 when its time is over, with the reason each time', async (t) => {
  const args = ['--ports', String(CLOSED_PORT), '--host', '127.0.0.1', '--reconnect', '1.5', ...FILES];
  const { code, out, err } = await runAlone(...args);
  t.is(code, 1);
  const refused = 'Cannot connect to 127.0.0.1: port 1: connection refused.';
  t.true(out.length > 0);
  t.true(out.every((line) => line.startsWith(`${refused} Again in `)));
  t.deepEqual(err, [`tlslp-client: ${refused}`]);
});

test('the program itself: SIGINT ends a pause at once, with 130', async (t) => {
  const args = ['--ports', String(CLOSED_PORT), '--host', '127.0.0.1', '--reconnect', ...FILES];
  const child = spawn(process.execPath, [BIN, ...args]);
  // From the start: its end may come before the last line is read.
  const closed = once(child, 'close') as Promise<[number | null]>;
  const stderr = text(child.stderr);
  let isTold = false;
  for await (const line of createInterface(child.stdout)) {
    // Once: a second one would come while the program ends.
    if (isTold || !line.includes('Again in')) continue;
    isTold = true;
    child.kill('SIGINT');
  }
  const [code] = await closed;
  t.is(code, 130);
  t.is(await stderr, '');
});
