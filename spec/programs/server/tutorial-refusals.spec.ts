import test, { type ExecutionContext } from 'ava';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { testCertificates, type PemFiles } from '../../support/certificates.js';
import { connectSClient } from '../../support/s-client.js';
import { connectClient, connectRaw, wholeSession, type ConnectOptions } from '../../support/line-client.js';
import { hasPython } from '../../support/has-program.js';
import { startServer, type RunningServer } from '../../support/programs.js';
import { matchesTranscript } from '../../support/golden.js';

// The first hour of an author: the connection does not become a session, and the tutorial says why.

test.after.always(() => {
  testCertificates().cleanup();
});

const ONE_SESSION = ['--tutorial', '--tutorial-sessions', '1'];

/** A client that gets no session. It resolves when the client is gone. */
type Stranger = (port: number) => Promise<unknown>;

const node =
  (options: ConnectOptions): Stranger =>
  async (port) =>
    (await connectClient(port, options)).rest();

const openssl =
  (options: Parameters<typeof connectSClient>[1]): Stranger =>
  (port) =>
    connectSClient(port, options).exited;

const raw =
  (bytes: string): Stranger =>
  async (port) => {
    const client = await connectRaw(port);
    return client.send(bytes).rest();
  };

const leaves: Stranger = async (port) => {
  const { socket } = await connectRaw(port);
  socket.destroy();
  await once(socket, 'close');
};

/** Runs these clients, one after the other, and then a right one. Returns what the tutorial printed. */
async function told(
  t: ExecutionContext,
  { program, port }: RunningServer,
  strangers: readonly Stranger[],
): Promise<string> {
  for (const [index, stranger] of strangers.entries()) {
    await stranger(port);
    await program.until(() => program.stdout.split('This connection was no session').length === index + 2);
  }
  await wholeSession(port, () => 'value');
  t.is((await program.ended).code, 0);
  return program.stdout
    .replaceAll(String(port), 'PORT')
    .replace(testCertificates().directory, 'DIRECTORY')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

test('each refused connection is explained, and the session is still there', async (t) => {
  const { ca, expiredClient, strangerCa, strangerClient, wrongUsageClient } = testCertificates();
  const refused = (identity: PemFiles | null): Stranger => node({ identity });
  const text = await told(t, await startServer(t, ONE_SESSION), [
    refused(null),
    refused(strangerClient),
    refused(expiredClient),
    refused(wrongUsageClient),
    refused(ca),
    raw('HELLOBACK\n'),
    raw('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    leaves,
    openssl({ more: ['-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0'] }),
    openssl({ trusted: strangerCa }),
    openssl({ more: ['-verify_hostname', 'other.example'] }),
  ]);
  matchesTranscript(t, 'refusals', text);
});

test('a client that refuses the server after the handshake is told which names its certificate has', async (t) => {
  const { strangerCa } = testCertificates();
  const { program, port } = await startServer(t, ONE_SESSION);
  await node({ ca: strangerCa.certPem })(port);
  // Whether its own certificate still came, and the handshake was complete, is up to its TLS library.
  await program.printed(
    /The server's certificate is for: localhost, 127\.0\.0\.1[^]*This connection was no session/,
  );
  await wholeSession(port, () => 'value');
  t.is((await program.ended).code, 0);
});

test('a client that says nothing is told so at the deadline of the handshake', async (t) => {
  const { program, port } = await startServer(t, [...ONE_SESSION, '--other-timeout', '0.5']);
  const client = await connectRaw(port);
  t.deepEqual(await client.rest(), []);
  await program.printed(/✘ A TCP connection came, and its TLS handshake was not complete in time/);
  await program.stop();
});

const CONNECT = `
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[2])
if len(sys.argv) > 4:
    context.load_cert_chain(sys.argv[4], sys.argv[5])
try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
        with context.wrap_socket(plain, server_hostname=sys.argv[3]) as secured:
            secured.recv(1)
except OSError:
    pass
`;

const python =
  (...args: string[]): Stranger =>
  (port) =>
    once(execFile('python3', ['-c', CONNECT, String(port), ...args]), 'close');

(hasPython() ? test : test.skip)('Python: no certificate, an unknown CA, another name', async (t) => {
  const { ca, client, strangerCa } = testCertificates();
  const text = await told(t, await startServer(t, ONE_SESSION), [
    python(ca.certPath, 'localhost'),
    python(strangerCa.certPath, 'localhost', client.certPath, client.keyPath),
    python(ca.certPath, 'other.example', client.certPath, client.keyPath),
  ]);
  const words = text.replaceAll(/\s+/g, ' ');
  t.deepEqual(
    Array.from(words.matchAll(/✘ (.*?) →/g), ([, found]) => found),
    [
      'Your client sent no certificate. The server asks for one.',
      "Your client does not trust the server's certificate: it does not know its CA (alert: unknown CA).",
      "Your client refused the server's certificate (alert: bad certificate): most often its name is another one.",
    ],
  );
  t.regex(text, /The server's certificate is for: localhost, 127\.0\.0\.1/);
});

test('a client whose name is not allowed is told so, and its name is escaped', async (t) => {
  const { oddClient } = testCertificates();
  const { program, port } = await startServer(t, [...ONE_SESSION, '--allow-cn', 'nobody']);
  const client = await connectClient(port, { identity: oddClient });
  t.regex((await client.rest()).at(-1) ?? '', /^FAIL /);
  await program.printed(/This connection was no session/);
  t.notRegex(program.stdout, /[\0-\x09\x0b-\x1f\x7f]|\u202e/);
  t.regex(program.stdout, / subject CN=Ev\\u0000il\\n\\u001b\[31m/);
  await program.stop();
});
