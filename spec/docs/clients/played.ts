import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import type { Socket } from 'node:net';
import { testCertificates, type TestCertificates } from '../../support/certificates.js';
import { startPlainServer } from '../../support/scripted-server.js';

export type Bytes = string | Buffer;

/** One connection of a played server. */
export interface Line {
  readonly tls: TLSSocket;
  /** The TCP connection: only it can be reset, or cut without close_notify. */
  readonly tcp: Socket;
}

/** What the server does after its last line. It must not matter to the client, unless the case is about it. */
export type Ending = (line: Line) => void;

/** It stays, until the client leaves. */
export const stays: Ending = () => undefined;
export const ends: Ending = ({ tls }) => tls.end();
export const cuts: Ending = ({ tcp }) => tcp.end();
export const resets: Ending = ({ tcp }) => tcp.resetAndDestroy();

/** One server that a client must get along with, or leave. */
export interface Played {
  /** What it says. Each but the first waits for the answer to the one before. */
  readonly says: readonly Bytes[];
  readonly then?: Ending;
  /** All that the client sends. */
  readonly sent: string;
  /** What the client says of it on standard error, after its own name; null if it is to succeed. */
  readonly fails: RegExp | null;
  readonly tls?: (certificates: TestCertificates) => TLSSocketOptions | Promise<TLSSocketOptions>;
  /** The name that the client is given; localhost when not given. */
  readonly host?: string;
  /** The client's own limit of time, in seconds; 60 when not given, and never in its way. */
  readonly limit?: string;
}

export interface PlayedServer {
  readonly port: number;
  /** What the clients have sent. */
  readonly received: () => string;
  readonly close: () => Promise<void>;
}

/** Plays a server on a free port of 127.0.0.1. */
export async function play({ says, then = stays, tls: optionsOf }: Played): Promise<PlayedServer> {
  const certificates = testCertificates();
  const { ca, server } = certificates;
  const more = await optionsOf?.(certificates);
  const chunks: Buffer[] = [];
  const { port, close } = await startPlainServer((tcp) => {
    const tls = new TLSSocket(tcp, {
      ...{ isServer: true, cert: server.certPem, key: server.keyPem, ca: ca.certPem },
      ...{ requestCert: true, rejectUnauthorized: true },
      ...more,
    });
    tls.on('error', () => tcp.destroy());
    const rest = [...says];
    const next = (): void => {
      const bytes = rest.shift();
      if (bytes === undefined) return;
      tls.write(bytes, () => {
        if (rest.length === 0) then({ tls, tcp });
      });
    };
    tls.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      for (const byte of chunk) if (byte === 0x0a) next();
    });
    tls.on('end', () => tls.end());
    tls.on('secure', next);
  });
  return { port, close, received: () => Buffer.concat(chunks).toString() };
}
