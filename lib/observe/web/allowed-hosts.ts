import { isIP } from 'node:net';

/**
 * The names by which the status may be asked for. A page of somebody else can give its own name the address of this machine (DNS
 * rebinding), and its requests then look like those of our page; but they carry that name. Addresses cannot be rebound.
 */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>;

  /** @param names besides addresses and `localhost` */
  constructor(names: readonly string[]) {
    this.#names = new Set(['localhost', ...names.map(plain)]);
  }

  /** Returns whether `HOST` or `HOST:PORT` may be asked for. */
  allow(authority: string): boolean {
    const host = hostOf(authority);
    return host !== null && (isIP(host) !== 0 || this.#names.has(plain(host)));
  }
}

/** Returns the host of `HOST`, `HOST:PORT` or `[IPV6]:PORT`; null if it is none. */
function hostOf(authority: string): string | null {
  const [, six, name] = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]@/]+))(?::[0-9]{0,5})?$/i.exec(authority) ?? [];
  if (six !== undefined) return isIP(six) === 6 ? six : null;
  return name ?? null;
}

/** A dot at the end means the same name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
