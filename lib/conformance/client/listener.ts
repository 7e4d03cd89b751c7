import { once } from 'node:events';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { inconclusive } from '../engine/finding.js';
import type { Transcript } from '../engine/transcript.js';
import { ServerPeer } from './server-peer.js';

/** The loopback addresses that `localhost` can mean. */
const LOOPBACKS = ['127.0.0.1', '::1'] as const;
const TRIES = 20;

/** Options of a listener. */
export interface ListenOptions {
  /** The options of the TLS server; null for none: a server that speaks plain text. */
  readonly tls: TlsOptions | null;
  /** The addresses. Default: every loopback address of this machine, on one port. */
  readonly addresses?: readonly string[];
  /** Default: one that the system chooses. */
  readonly port?: number;
}

/** A connection to a listener: it becomes a peer when its handshake is done. */
export interface Attempt {
  readonly tcp: Socket;
  /** Resolves to the peer after the handshake; to null when there was none. Never rejects. */
  readonly peer: Promise<ServerPeer | null>;
  /** The error of the handshake, once there is one. */
  readonly error: () => NodeJS.ErrnoException | null;
}

/** Listens where the client under test connects to. */
export class Listener {
  readonly port: number;
  /** Every connection so far. */
  readonly attempts: readonly Attempt[];
  readonly #servers: readonly Server[];
  readonly #attempts: Attempt[];
  readonly #over: AbortSignal;
  #taken = 0;
  #wake: () => void = () => undefined;

  private constructor(
    servers: readonly Server[],
    port: number,
    { tls }: ListenOptions,
    transcript: Transcript,
    over: AbortSignal,
  ) {
    this.#servers = servers;
    this.port = port;
    this.#attempts = [];
    this.attempts = this.#attempts;
    this.#over = over;
    over.addEventListener('abort', () => {
      this.#wake();
    });
    const accept = tls === null ? acceptPlain(transcript, over) : acceptTls(tls, transcript, over);
    for (const server of servers) {
      server.on('connection', (tcp) => {
        tcp.setNoDelay(true);
        transcript.note('peer: connects');
        this.#attempts.push(accept(tcp));
        this.#wake();
      });
    }
  }

  /** Binds every address to one port. */
  static async open(options: ListenOptions, transcript: Transcript, over: AbortSignal): Promise<Listener> {
    const servers = await bindAll(
      options.addresses ?? LOOPBACKS,
      options.port ?? 0,
      options.addresses !== undefined,
    );
    const address = servers[0]?.address() ?? null;
    if (address === null || typeof address === 'string') throw new Error('No loopback address can be bound.');
    return new Listener(servers, address.port, options, transcript, over);
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
  }

  /** Listens no more, and destroys every connection. */
  close(): void {
    this.stopListening();
    for (const { tcp } of this.#attempts) tcp.destroy();
  }
}

async function bindAll(addresses: readonly string[], port: number, all: boolean): Promise<readonly Server[]> {
  for (let tries = 1; ; tries++) {
    const servers: Server[] = [];
    let chosen = port;
    try {
      for (const host of addresses) {
        const server = createTcpServer();
        const error = await listen(server, host, chosen);
        if (error === null) {
          servers.push(server);
          const address = server.address();
          if (address !== null && typeof address !== 'string') chosen = address.port;
        } else if (all || error.code === 'EADDRINUSE' || servers.length === 0) throw error;
      }
      return servers;
    } catch (error) {
      for (const server of servers) server.close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port !== 0 || tries === TRIES) {
        throw inconclusive(`a port on ${addresses.join(' and ')}`, (error as Error).message);
      }
    }
  }
}

async function listen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return null;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
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
    transcript.note(`peer: the handshake failed (${error.code ?? error.message})`);
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
