import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type TlsOptions } from 'node:tls';
import { skipped } from '../engine/finding.js';
import type { Transcript } from '../engine/transcript.js';
import { RecordLengths } from '../peers/record-lengths.js';
import { CIPHER, RecordWriter } from '../peers/records.js';
import type { Attempt } from './attempt.js';
import { ServerPeer } from './server-peer.js';

/** Turns bytes into TLS records. */
export type RecordStyle = (writer: RecordWriter, bytes: Buffer) => Buffer;

/** TLS 1.3 has this cipher alone here, as {@link RecordWriter} knows no other; the rest is for clients of TLS 1.2. */
const CIPHERS = `${CIPHER}:HIGH:!aNULL`;

/**
 * Accepts connections whose handshake is Node's, and whose records are the kit's from then on. The tickets of the handshake are held
 * back, and are in one TCP segment with the first records of the kit.
 */
export function acceptWithRecords(
  options: TlsOptions,
  style: RecordStyle,
  transcript: Transcript,
  over: AbortSignal,
): (tcp: Socket) => Attempt {
  const secureContext = createSecureContext({ ...options, ciphers: CIPHERS });
  return (tcp) => {
    const tap = new HandshakeTap(tcp);
    const socket = new TLSSocket(tap, {
      ...{ isServer: true, secureContext, requestCert: true, rejectUnauthorized: false },
    });
    let failed: NodeJS.ErrnoException | null = null;
    let secret = Buffer.alloc(0);
    socket.on('keylog', (line) => {
      const found = /^SERVER_TRAFFIC_SECRET_0 \w+ (\w+)/.exec(line.toString())?.[1];
      if (found !== undefined) secret = Buffer.from(found, 'hex');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (failed ??= error));
    tcp.on('error', (error: NodeJS.ErrnoException) => (failed ??= error));
    const peer = new Promise<ServerPeer | null>((resolve, reject) => {
      socket.on('secure', () => {
        if (socket.getProtocol() !== 'TLSv1.3') {
          reject(skipped('the client does not speak TLS 1.3'));
          return;
        }
        tap.hold();
        // The tickets are written after this event.
        setImmediate(() => {
          const held = tap.held();
          const writer = new RecordWriter(secret, recordsIn(held));
          let before = held;
          const withHeld = (records: Buffer): Buffer => {
            const all = Buffer.concat([before, records]);
            before = Buffer.alloc(0);
            return all;
          };
          const records = {
            data: (bytes: Buffer) => withHeld(style(writer, bytes)),
            end: () => withHeld(writer.closeNotify()),
          };
          resolve(new ServerPeer(socket, tcp, transcript, over, records));
        });
      });
      tcp.on('close', () => {
        resolve(null);
      });
    });
    // Whoever waits for it sees it.
    peer.catch(() => undefined);
    return { tcp, peer, error: () => failed, endedByAlert: () => tap.came.endsInAlert };
  };
}

/** Passes a handshake on to a TCP socket, and keeps what is written once it is told to. */
class HandshakeTap extends Duplex {
  /** The records that came. */
  readonly came = new RecordLengths();
  readonly #tcp: Socket;
  #held: Buffer[] | null = null;

  constructor(tcp: Socket) {
    super();
    this.#tcp = tcp;
    tcp.on('data', (chunk) => {
      this.came.take(chunk);
      this.push(chunk);
    });
    tcp.on('end', () => this.push(null));
    tcp.on('close', () => this.destroy());
  }

  hold(): void {
    this.#held = [];
  }

  /** What was written since then. */
  held(): Buffer {
    return Buffer.concat(this.#held ?? []);
  }

  // Back pressure does not matter here: a handshake and the answers of a session are short.
  override _read(): void {
    // What comes is pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    if (this.#held !== null) this.#held.push(chunk);
    else this.#tcp.write(chunk);
    callback();
  }
}

function recordsIn(bytes: Buffer): number {
  const lengths = new RecordLengths();
  lengths.take(bytes);
  return lengths.count;
}
