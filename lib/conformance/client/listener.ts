import type { Server, Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import type { Transcript } from '../engine/transcript.js';
import { bindAll } from '../wire/bind-all.js';
import { Relay } from '../wire/relay.js';
import type { Toxic } from '../wire/toxics.js';
import type { Attempt } from './attempt.js';
import { acceptWithRecords, type RecordStyle } from './record-server.js';
import { ServerPeer } from './server-peer.js';

/** The loopback addresses that `localhost` can mean. */
const LOOPBACKS = ['127.0.0.1', '::1'] as const;

/** Options of a listener. */
export interface ListenOptions {
  /** The options of the TLS server; null for none: a server that speaks plain text. */
  readonly tls: TlsOptions | null;
  /** The addresses. Default: every loopback address of this machine, on one port. */
  readonly addresses?: readonly string[];
  /** Default: one that the system chooses. */
  readonly port?: number;
  /** How it writes TLS 1.3 records of its own making. Default: Node's TLS writes. */
  readonly recordStyle?: RecordStyle;
  /** Faults of the wire before it. Default: none. */
  readonly toxics?: readonly Toxic[];
  /** Decides the random choices of the faults. Default: 0. */
  readonly seed?: number;
  /** Called with each connection, and how many there were before it. Default: nobody is told. */
  readonly onAttempt?: (attempt: Attempt, before: number) => void;
}

/** Listens where the client under test connects to. */
export class Listener {
  /** The port to connect to: where there are faults of the wire, that of the relay with them. */
  readonly port: number;
  /** Every connection so far. */
  readonly attempts: readonly Attempt[];
  readonly #servers: readonly Server[];
  readonly #attempts: Attempt[];
  readonly #over: AbortSignal;
  readonly #relay: Relay | null;
  #released: Promise<void> = Promise.resolve();
  #taken = 0;
  #wake: () => void = () => undefined;

  private constructor(
    servers: readonly Server[],
    port: number,
    relay: Relay | null,
    { tls, recordStyle, onAttempt }: ListenOptions,
    transcript: Transcript,
    over: AbortSignal,
  ) {
    this.#servers = servers;
    this.port = port;
    this.#relay = relay;
    this.#attempts = [];
    this.attempts = this.#attempts;
    this.#over = over;
    over.addEventListener('abort', () => {
      this.#wake();
    });
    const accept = acceptor(tls, recordStyle, transcript, over);
    for (const server of servers) {
      server.on('connection', (tcp) => {
        tcp.setNoDelay(true);
        transcript.did('connects');
        const attempt = accept(tcp);
        onAttempt?.(attempt, this.#attempts.length);
        this.#attempts.push(attempt);
        this.#wake();
      });
    }
  }

  /** Binds every address to one port. */
  static async open(options: ListenOptions, transcript: Transcript, over: AbortSignal): Promise<Listener> {
    const { toxics = [], seed = 0, addresses = LOOPBACKS, port = 0 } = options;
    const needsAll = options.addresses !== undefined;
    const isBehind = toxics.length > 0;
    const bound = await bindAll(addresses, isBehind ? 0 : port, needsAll);
    let relay: Relay | null = null;
    if (isBehind) {
      try {
        relay = await Relay.open({ target: { port: bound.port }, toxics, seed, addresses, needsAll, port });
      } catch (error) {
        for (const server of bound.servers) server.close();
        throw error;
      }
    }
    return new Listener(bound.servers, relay?.port ?? bound.port, relay, options, transcript, over);
  }

  /** Resolves to the next connection; to null when the time limit is over, or `signal` aborts, before there was one. */
  async next(signal?: AbortSignal): Promise<Attempt | null> {
    const onAbort = (): void => {
      this.#wake();
    };
    signal?.addEventListener('abort', onAbort);
    try {
      while (this.#taken >= this.#attempts.length) {
        if (this.#over.aborted || signal?.aborted === true) return null;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      return this.#attempts[this.#taken++] ?? null;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Listens no more. Connections stay. */
  stopListening(): void {
    for (const server of this.#servers) server.close();
    this.#relay?.stopListening();
  }

  /** Listens no more, and destroys every connection. */
  close(): void {
    this.stopListening();
    for (const { tcp } of this.#attempts) tcp.destroy();
    this.#released = this.#relay?.close() ?? this.#released;
  }

  /** Resolves when nothing is left of the faults of the wire, once it is closed. */
  get released(): Promise<void> {
    return this.#released;
  }
}

function acceptor(
  tls: TlsOptions | null,
  style: RecordStyle | undefined,
  transcript: Transcript,
  over: AbortSignal,
): (tcp: Socket) => Attempt {
  if (tls === null) return acceptPlain(transcript, over);
  if (style !== undefined) return acceptWithRecords(tls, style, transcript, over);
  return acceptTls(tls, transcript, over);
}

function acceptPlain(transcript: Transcript, over: AbortSignal): (tcp: Socket) => Attempt {
  return (tcp) => ({
    tcp,
    peer: Promise.resolve(new ServerPeer(tcp, tcp, transcript, over)),
    error: () => null,
  });
}

/** A TLS server that is never bound: it is fed with connections, so that the TCP socket of each is known. */
function acceptTls(options: TlsOptions, transcript: Transcript, over: AbortSignal): (tcp: Socket) => Attempt {
  const pending = new Map<number, (result: TLSSocket | NodeJS.ErrnoException) => void>();
  const server = createTlsServer(options);
  const settle = (socket: TLSSocket, result: TLSSocket | NodeJS.ErrnoException): void => {
    pending.get(socket.remotePort ?? -1)?.(result);
  };
  server.on('secureConnection', (socket) => {
    settle(socket, socket);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    transcript.did(`the handshake failed (${error.code ?? error.message})`);
    settle(socket, error);
    socket.destroy();
  });
  return (tcp) => {
    let failed: NodeJS.ErrnoException | null = null;
    const peer = new Promise<ServerPeer | null>((resolve) => {
      const port = tcp.remotePort ?? -1;
      pending.set(port, (result) => {
        pending.delete(port);
        if (result instanceof Error) failed = result;
        resolve(result instanceof Error ? null : new ServerPeer(result, tcp, transcript, over));
      });
      tcp.on('error', () => undefined);
      tcp.on('close', () => {
        pending.delete(port);
        resolve(null);
      });
      server.emit('connection', tcp);
    });
    return { tcp, peer, error: () => failed };
  };
}
