import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { hostileBytes } from './bytes.js';
import { testCertificates } from './certificates.js';
import { LineClient } from './line-client.js';

/** One thing that a stranger does. */
type Act =
  /** Sends bytes: over TLS, if it has that. */
  | { readonly kind: 'send'; readonly bytes: Buffer }
  /** Sends bytes below TLS, where they are no record that the server expects. */
  | { readonly kind: 'send below'; readonly bytes: Buffer }
  /** Waits for a command and answers it rightly. */
  | { readonly kind: 'answer' }
  /** Lets the server have a turn. */
  | { readonly kind: 'wait' };

/** A stranger: what it does, and how it leaves. */
export interface Stranger {
  readonly transport: 'TCP' | 'TLSv1.2' | 'TLSv1.3';
  readonly acts: readonly Act[];
  readonly leaves: 'end' | 'destroy' | 'reset';
}

/** TLS records, whose parts are right or wrong. */
const tlsRecord = fc
  .tuple(
    fc.oneof(fc.integer({ min: 20, max: 24 }), fc.nat({ max: 255 })),
    fc.constantFrom(0x0301, 0x0303, 0x0300, 0x0304, 0x7f1c),
    fc.uint8Array({ maxLength: 300 }),
    fc.oneof(fc.constant(null), fc.nat({ max: 0xffff })),
  )
  .map(([type, version, body, wrongLength]) => {
    const head = Buffer.alloc(5);
    head.writeUInt8(type);
    head.writeUInt16BE(version, 1);
    head.writeUInt16BE(wrongLength ?? body.length, 3);
    return Buffer.concat([head, body]);
  });

/** A ClientHello, or part of it, with a byte changed here or there, and another thing behind it. */
const brokenHello = (hello: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.nat({ max: hello.length }),
      fc.array(fc.tuple(fc.nat({ max: hello.length - 1 }), fc.nat({ max: 255 })), { maxLength: 3 }),
      fc.oneof(fc.constant(Buffer.alloc(0)), tlsRecord),
    )
    .map(([length, changes, more]) => {
      const bytes = Buffer.from(hello);
      for (const [at, byte] of changes) bytes[at] = byte;
      return Buffer.concat([bytes.subarray(0, length), more]);
    });

const wordOfProtocol = fc
  .constantFrom('HELLOBACK\n', 'HELLOBACK\r\n', 'OK\n', 'FAIL\n', 'DONE\n', '0\n', 'HELLOBACK\nOK\n', '\n')
  .map((text) => Buffer.from(text));

/** Strangers who do anything. `hello` is a ClientHello to begin from. */
export function strangers(hello: Buffer): fc.Arbitrary<Stranger> {
  const bytes = fc.oneof(
    hostileBytes,
    wordOfProtocol,
    tlsRecord,
    brokenHello(hello),
    fc.constant(Buffer.alloc(70_000, 'z')),
  );
  const act: fc.Arbitrary<Act> = fc.oneof(
    { weight: 3, arbitrary: bytes.map((sent) => ({ kind: 'send' as const, bytes: sent })) },
    { weight: 1, arbitrary: tlsRecord.map((sent) => ({ kind: 'send below' as const, bytes: sent })) },
    { weight: 4, arbitrary: fc.constant({ kind: 'answer' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'wait' as const }) },
  );
  return fc.record({
    transport: fc.constantFrom('TCP', 'TLSv1.2', 'TLSv1.3'),
    acts: fc.array(act, { maxLength: 8 }),
    leaves: fc.constantFrom('end', 'destroy', 'reset'),
  });
}

/**
 * Does what a stranger does, and begins to leave. Resolves to its TCP socket, which the caller destroys once the server has closed its own:
 * a TLS client sometimes waits for ever after something else was written below it.
 */
export async function play({ transport, acts, leaves }: Stranger, port: number): Promise<Socket> {
  const below = connectTcp({ host: '127.0.0.1', port, noDelay: true });
  await once(below, 'connect');
  const socket = transport === 'TCP' ? below : overTls(below, transport);
  const client = new LineClient(socket);
  if (transport !== 'TCP')
    await Promise.race([once(socket, 'secureConnect'), client.closed]).catch(() => null);
  for (const act of acts) await doOf(act, client, below);
  if (leaves === 'reset') below.resetAndDestroy();
  else if (leaves === 'end') socket.end();
  else socket.destroy();
  return below;
}

/** TLS over a stream that is not Node's own socket: to that, others can write too, and it still closes. */
function overTls(below: Socket, version: 'TLSv1.2' | 'TLSv1.3'): TLSSocket {
  const between = new Duplex({
    read: () => below.resume(),
    write: (chunk: Buffer, _, done) => {
      if (below.writable) below.write(chunk);
      done();
    },
    final: (done) => {
      below.end();
      done();
    },
    destroy: (error, done) => {
      below.destroy();
      done(error);
    },
  });
  below.on('error', () => null).on('data', (chunk: Buffer) => between.push(chunk));
  below.on('end', () => between.push(null)).on('close', () => between.destroy());
  // Not the certificate of the honest: one that floods the server is refused for a minute.
  const { ca, oddClient: stranger } = testCertificates();
  return connectTls({
    ...{
      socket: between,
      servername: 'localhost',
      ca: ca.certPem,
      cert: stranger.certPem,
      key: stranger.keyPem,
    },
    ...{ minVersion: version, maxVersion: version },
  });
}

async function doOf(act: Act, client: LineClient, below: Socket): Promise<void> {
  switch (act.kind) {
    case 'send':
      client.send(act.bytes);
      return;
    case 'send below':
      if (below.writable) below.write(act.bytes);
      return;
    case 'answer':
      await answerNext(client);
      return;
    case 'wait':
      await new Promise(setImmediate);
  }
}

/** Answers the command that waits, or the one that comes within a few turns of the loop. */
async function answerNext(client: LineClient): Promise<void> {
  for (let turns = 0; turns < 50 && !client.hasNext; turns++) await new Promise(setImmediate);
  if (!client.hasNext) return;
  const line = await client.next();
  if (line !== null && !line.startsWith('FAIL')) client.answer(line);
}
