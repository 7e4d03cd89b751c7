import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { testCertificates } from '../support/certificates.js';
import { Program, ROOT, startServer } from '../support/programs.js';

// What a peer sends after the last line is read and thrown away up to a limit, and is never collected.

const certs = testCertificates();
test.after.always(certs.cleanup);

/** Either program takes about 80 MiB; with what a peer sends in five seconds it would take several hundred. */
const MAX_MEBIBYTES = 160;
const MAX_SENT_BYTES = 32e6;

const PEER = fileURLToPath(new URL('helpers/flooding-peer.js', import.meta.url));
const PEAK_MEMORY = new URL('helpers/peak-memory.js', import.meta.url).href;
/** Longer than a line may be. */
const TOO_LONG = 'x'.repeat(2000);

function floodingPeer(t: ExecutionContext, ...args: readonly string[]): Program {
  return new Program(t, process.execPath, [PEER, ...args]);
}

function peakMemory(stderr: string): number {
  return Number(/^peak memory (\d+) MiB$/m.exec(stderr)?.[1]);
}

/** There was a flood, and it was cut off where it should be: at 4 MiB, and what the kernel and the peer's own socket hold. */
function cutOff(t: ExecutionContext, { stdout }: Program): void {
  const sent = Number(/^sent (\d+)$/m.exec(stdout)?.[1]);
  t.true(sent > 1e6 && sent < MAX_SENT_BYTES, `${sent} bytes sent`);
}

const clientIsFlooded = test.macro({
  exec: async (t, _: string, words: string, failure: string) => {
    const { certPath, keyPath } = certs.server;
    const peer = floodingPeer(t, 'server', certPath, keyPath, JSON.stringify(words));
    const [, port = ''] = await peer.printed(/^port (\d+)\n/);
    const client = new Program(t, process.execPath, [
      ...['--import', PEAK_MEMORY, join(ROOT, 'bin/tlslp-client')],
      ...['--insecure', '--host', '127.0.0.1', '--ports', port],
    ]);
    t.deepEqual(await client.ended, { code: 1, signal: null });
    t.is(client.stderr.split('\n')[0], `tlslp-client: Failed at HELLO: ${failure}`);
    t.true(peakMemory(client.stderr) < MAX_MEBIBYTES, client.stderr);
    t.deepEqual(await peer.ended, { code: 0, signal: null });
    cutOff(t, peer);
  },
  title: (_, when: string) => `a client that is flooded ${when} ends by itself, and stays small`,
});

test.serial(
  clientIsFlooded,
  'after a line that is too long',
  TOO_LONG,
  'The line is longer than 1000 bytes with its LF.',
);
test.serial(
  clientIsFlooded,
  'after two commands at once',
  'HELLO\nHELLO\n',
  'The server sent HELLO before HELLO was answered.',
);
test.serial(clientIsFlooded, 'after FAIL', 'FAIL Go away.\n', 'The server sent FAIL: Go away.');

const serverIsFlooded = test.macro({
  exec: async (t, _: string, words: string, failure: RegExp) => {
    const args = ['--insecure', '--no-records', '--log-level', 'CRITICAL'];
    const { program, port } = await startServer(t, args, {
      env: { NODE_OPTIONS: `--import=${PEAK_MEMORY}` },
    });
    for (let i = 0; i < 2; i++) {
      const peer = floodingPeer(t, 'client', String(port), JSON.stringify(words));
      t.deepEqual(await peer.ended, { code: 0, signal: null });
      cutOff(t, peer);
    }
    t.regex((await program.printed(/ failed at \w+: (.*)\n/))[1] ?? '', failure);
    t.deepEqual(await program.stop(), { code: 0, signal: null });
    t.true(peakMemory(program.stderr) < MAX_MEBIBYTES, program.stderr);
  },
  title: (_, when: string) => `a server that is flooded ${when} cuts the client off, and stays small`,
});

test.serial(serverIsFlooded, 'by a line that is too long', TOO_LONG, /^The line is longer than 1000 bytes/);
test.serial(
  serverIsFlooded,
  'after two answers at once',
  'HELLOBACK\nHELLOBACK\n',
  /^A line came that no command asked for/,
);
test.serial(serverIsFlooded, 'after a wrong answer', 'HELLO yourself\n', /^Expected exactly HELLOBACK/);
