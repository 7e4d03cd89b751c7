import { setMaxListeners } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { Random } from '../engine/random.js';
import { bindAll } from './bind-all.js';
import { linkSockets } from './link.js';
import type { Toxic } from './toxics.js';

/** Options of a relay. */
export interface RelayOptions {
  /** Where each connection goes on to. `host` default: the address that the connection came to. */
  readonly target: { readonly host?: string; readonly port: number };
  /** What the connections pass through, in order. */
  readonly toxics: readonly Toxic[];
  /** Decides every random choice. */
  readonly seed: number;
  /** The addresses to listen on. Default: 127.0.0.1. */
  readonly addresses?: readonly string[];
  /** Whether each address must be bound; otherwise those that this machine does not have are left out. Default: true. */
  readonly needsAll?: boolean;
  /** Default: one that the system chooses. */
  readonly port?: number;
}

/** A TCP relay with faults between two peers. It passes on bytes, and the ends of both sides as they were: an end as an end, a reset as a reset. */
export class Relay {
  readonly port: number;
  readonly #servers: readonly Server[];
  readonly #options: RelayOptions;
  readonly #stop = new AbortController();
  readonly #links = new Set<Promise<void>>();
  #accepted = 0;

  private constructor(servers: readonly Server[], port: number, options: RelayOptions) {
    this.#servers = servers;
    this.port = port;
    this.#options = options;
    // Each connection listens to it.
    setMaxListeners(0, this.#stop.signal);
    for (const server of servers) {
      server.on('connection', (client) => {
        this.#link(client);
      });
    }
  }

  /**
   * Listens.
   * @throws {Finding} the port is taken
   */
  static async open(options: RelayOptions): Promise<Relay> {
    const { addresses = ['127.0.0.1'], needsAll = true } = options;
    const { servers, port } = await bindAll(addresses, options.port ?? 0, needsAll, { allowHalfOpen: true });
    return new Relay(servers, port, options);
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#links.size;
  }

  /** Listens no more. Connections stay. */
  stopListening(): void {
    for (const server of this.#servers) server.close();
  }

  /** Listens no more, and destroys every connection. Resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.stopListening();
    this.#stop.abort();
    await Promise.all(this.#links);
  }

  #link(client: Socket): void {
    const { target, toxics, seed } = this.#options;
    const { host = client.localAddress ?? '127.0.0.1', port } = target;
    const server = connect({ host, port, allowHalfOpen: true });
    const label = `wire ${this.#accepted++}`;
    const link = linkSockets(
      client,
      server,
      toxics,
      (direction) => new Random(seed, `${label} ${direction}`),
      this.#stop.signal,
    ).finally(() => this.#links.delete(link));
    this.#links.add(link);
  }
}
