import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { LineClient } from './line-client.js';
import { Tap } from './tap.js';

/** The code of the error that ends a connection which was idle for too long. */
export const IDLE_CODE = 'IDLE';

/** Where to connect, and how. */
export interface ConnectTcpOptions {
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** The address to connect from. Default: what the system chooses. */
  readonly localAddress?: string | undefined;
  /** Bytes to send first of all; over TLS, before its first record. */
  readonly preface?: Buffer | undefined;
  /** Keeps its own side open when the server ends its own. Default false: it ends too. */
  readonly allowHalfOpen?: boolean | undefined;
  /** The time without a byte in either direction that ends the connection with {@link IDLE_CODE}, in milliseconds. Default: none. */
  readonly idleMs?: number | undefined;
  /** Tears the connection down when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where to connect, and everything that `tls.connect` takes: `ca`, `cert` and `key` in PEM, or a `secureContext`; `servername`,
 * `minVersion`, `maxVersion`, `rejectUnauthorized`.
 */
export interface ConnectTlsOptions
  extends
    ConnectTcpOptions,
    Omit<ConnectionOptions, 'socket' | 'path' | 'timeout' | keyof ConnectTcpOptions> {
  /** Watches whether close_notify comes, for `closeNotify` of the client. Default false. */
  readonly watchCloseNotify?: boolean | undefined;
}

/** A client over TLS, with the TCP socket below it. */
export type TlsLineClient = LineClient<TLSSocket> & { readonly below: Socket };

/** A client over plain TCP. */
export type TcpLineClient = LineClient<Socket> & { readonly below: Socket };

/**
 * Connects over TLS. Resolves when the handshake is over as the client sees it, or when the connection is closed, for the reason that
 * `closed` gives: it never rejects. With TLS 1.3, a server that refuses the client's certificate does so after that.
 */
export async function connectTlsClient(options: ConnectTlsOptions): Promise<TlsLineClient> {
  const { port, host, localAddress, preface, allowHalfOpen, idleMs, signal, watchCloseNotify, ...rest } =
    options;
  const halfOpen = allowHalfOpen === true;
  const isTapped = watchCloseNotify === true;
  const below = openTcp({ port, host, localAddress, preface, signal, allowHalfOpen: halfOpen || isTapped });
  // What happens below reaches TLS, and is told there.
  below.on('error', ignore);
  // TLS is as open as the stream below it is: it takes no option of its own.
  const tap = isTapped ? new Tap(below, halfOpen) : undefined;
  const socket = connectTls({ ...rest, host: host ?? LOOPBACK, socket: tap ?? below });
  const client = new LineClient(socket, { below, ...(tap === undefined ? {} : { tap }) });
  limitIdleTime(socket, idleMs);
  below.once('connect', () => (client.localPort = below.localPort ?? 0));
  await Promise.race([once(socket, 'secureConnect'), client.closed]).catch(ignore);
  return Object.assign(client, { below });
}

/**
 * Connects over plain TCP, also to a port that expects TLS.
 *
 * @throws the error of the socket if the connection cannot be made
 */
export async function connectTcpClient(options: ConnectTcpOptions): Promise<TcpLineClient> {
  const socket = openTcp(options);
  const client = new LineClient(socket, { below: socket });
  limitIdleTime(socket, options.idleMs);
  await once(socket, 'connect');
  client.localPort = socket.localPort ?? 0;
  return Object.assign(client, { below: socket });
}

/**
 * Resolves to the first bytes that a TLS client sends: its ClientHello.
 *
 * @param options as for `tls.connect`
 */
export async function clientHello(options: ConnectionOptions = {}): Promise<Buffer> {
  const [ours, theirs] = duplexPair();
  const socket = connectTls({ servername: 'localhost', ...options, socket: ours });
  socket.on('error', ignore);
  const [bytes] = (await once(theirs, 'data')) as [Buffer];
  socket.destroy();
  return bytes;
}

const LOOPBACK = '127.0.0.1';

function openTcp({ port, host, localAddress, preface, allowHalfOpen, signal }: ConnectTcpOptions): Socket {
  const socket = connectTcp({
    port,
    host: host ?? LOOPBACK,
    noDelay: true,
    allowHalfOpen: allowHalfOpen === true,
    localAddress,
    signal,
  });
  // A signal that had aborted before has torn down a socket that then connected all the same.
  if (signal?.aborted === true) socket.destroy(new Error('The connection was given up.'));
  else if (preface !== undefined) socket.write(preface);
  return socket;
}

function limitIdleTime(socket: Socket, idleMs: number | undefined): void {
  if (idleMs === undefined) return;
  socket.setTimeout(idleMs, () => {
    const error = new Error(`Nothing was sent or received for ${idleMs} ms.`);
    socket.destroy(Object.assign(error, { code: IDLE_CODE }));
  });
}

function ignore(): void {
  // What became of the connection is in `closed` of its client.
}
