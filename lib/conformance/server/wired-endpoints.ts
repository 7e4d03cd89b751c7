import { Relay } from '../wire/relay.js';
import type { WireFaults } from '../wire/toxics.js';
import type { Endpoint } from './endpoint.js';

const RELAY_HOST = '127.0.0.1';

/** Puts faults of the wire before the endpoints of a server: a relay for each. */
export class WiredEndpoints {
  readonly #wire: WireFaults;
  readonly #relays = new Map<string, Promise<Relay>>();

  constructor(wire: WireFaults) {
    this.#wire = wire;
  }

  /** Returns the endpoint to connect to for this one. */
  async before({ host, port }: Endpoint): Promise<Endpoint> {
    const key = `${host} ${port}`;
    let relay = this.#relays.get(key);
    if (relay === undefined) {
      relay = Relay.open({ target: { host, port }, ...this.#wire });
      this.#relays.set(key, relay);
    }
    return { host: RELAY_HOST, port: (await relay).port };
  }

  /** Ends every relay. */
  async close(): Promise<void> {
    await Promise.all([...this.#relays.values()].map(async (relay) => (await relay).close()));
  }
}
