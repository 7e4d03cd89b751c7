import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';

const HEADER_BYTES = 5;

/** What came in one read of TCP. */
export interface Read {
  readonly bytes: number;
  /** The lengths of its TLS records, without their headers; null when the bytes are no whole records. */
  readonly records: readonly number[] | null;
}

/** TLS options for a client whose TLS is broken: it tears the connection down at the first read that it does not bear. */
export function withTlsThatBears(
  options: ConnectionOptions,
  bears: (read: Read) => boolean,
  tcp: Socket = connectTcp(options),
): ConnectionOptions {
  return { ...options, socket: new Watched(tcp, bears) };
}

/** Connects TCP to where TLS would connect to. */
export function connectTcp({ host = 'localhost', port = 0 }: ConnectionOptions): Socket {
  return connect({ host, port, noDelay: true, allowHalfOpen: true });
}

class Watched extends Duplex {
  readonly #tcp: Socket;

  constructor(tcp: Socket, bears: (read: Read) => boolean) {
    super();
    this.#tcp = tcp;
    tcp.on('data', (chunk) => {
      if (bears({ bytes: chunk.length, records: recordsOf(chunk) })) this.push(chunk);
      else tcp.destroy();
    });
    tcp.on('end', () => this.push(null));
    tcp.on('error', () => undefined);
    tcp.on('close', () => this.destroy());
  }

  override _read(): void {
    // What comes is pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.#tcp.write(chunk);
    callback();
  }

  override _final(callback: () => void): void {
    this.#tcp.end();
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#tcp.destroy();
    callback(error);
  }
}

function recordsOf(chunk: Buffer): readonly number[] | null {
  const lengths: number[] = [];
  for (let at = 0; at < chunk.length;) {
    if (at + HEADER_BYTES > chunk.length) return null;
    const length = chunk.readUInt16BE(at + 3);
    lengths.push(length);
    at += HEADER_BYTES + length;
    if (at > chunk.length) return null;
  }
  return lengths;
}
