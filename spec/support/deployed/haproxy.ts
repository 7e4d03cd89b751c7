import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { testCertificates } from '../certificates.js';
import { childrenOf } from '../children.js';
import { freePort } from '../free-port.js';
import { Haproxy } from '../haproxy.js';
import { DEPLOY, IS_ROOT } from './deploy-files.js';
import { substitute, type Substitutions } from './substitute.js';

/** One server of the documented configuration: `a` or `b`. */
export interface Behind {
  readonly port: number;
  readonly statusPort: number;
}

export interface Servers {
  readonly a: Behind;
  readonly b: Behind;
}

/** The states of `a` and `b`: `UP`, `DOWN`, `DRAIN`, and on the way from one to the other `UP 1/2` and the like. */
export type States = readonly [a: string, b: string];

/** Returns what makes the configuration for these servers, from the path of the admin socket. */
type ConfigOf = (servers: Servers) => (admin: string) => string;

/** Real HAProxy with the documented configuration, in front of two servers. It gives up root's rights, as the file says. */
export class DeployedHaproxy {
  readonly port: number;
  readonly #haproxy: Haproxy;
  readonly #configOf: ConfigOf;

  private constructor(haproxy: Haproxy, port: number, configOf: ConfigOf) {
    this.#haproxy = haproxy;
    this.port = port;
    this.#configOf = configOf;
  }

  /** Starts it, and waits until both servers are up. @param changes of the documented text, by this test */
  static async start(
    t: ExecutionContext,
    servers: Servers,
    changes: Substitutions = {},
  ): Promise<DeployedHaproxy> {
    const documented = await readFile(join(DEPLOY, 'haproxy.cfg'), 'utf8');
    const port = await freePort();
    const configOf: ConfigOf = (of) => (admin) =>
      substitute(documented, { ...placesOf(admin, port, of), ...changes });
    const haproxy = new DeployedHaproxy(await Haproxy.startWhole(t, configOf(servers)), port, configOf);
    await haproxy.untilServers(([a, b]) => isUp(a) && isUp(b));
    return haproxy;
  }

  /** Waits for such a line of its log, which has one for each connection that has ended. */
  logged(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#haproxy.logged(pattern);
  }

  /** Says this on the admin socket, and returns the answer. */
  tell(command: string): Promise<string> {
    return this.#haproxy.admin(command);
  }

  /** Returns its figures for Prometheus. */
  async metrics(): Promise<string> {
    const socketPath = `${this.#haproxy.adminPath}.metrics`;
    const asked = get({ socketPath, path: '/metrics', agent: false });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return text(response);
  }

  /** Returns the states of the servers. */
  async states(): Promise<States> {
    const [head = '', ...rows] = (await this.tell('show stat')).split('\n').map((line) => line.split(','));
    const at = head.indexOf('status');
    const of = (name: string): string =>
      rows.find(([backend, server]) => backend === 'tlslp_servers' && server === name)?.[at] ?? '';
    return [of('a'), of('b')];
  }

  /** Waits until the states are like this. Only its checks, in time, change them. */
  async untilServers(areReached: (states: States) => boolean): Promise<void> {
    // The socket is gone for a moment while it reloads.
    while (!areReached(await this.states().catch(() => ['', '']))) await delay(50);
  }

  /**
   * Reloads it, with other servers where they are given: a new process takes the listening sockets, the old one keeps its sessions.
   * Resolves when the new one is ready.
   */
  reload(servers?: Servers): Promise<void> {
    return this.#haproxy.reloadWhole(servers === undefined ? undefined : this.#configOf(servers));
  }

  /** Its processes but the master. */
  workers(): Promise<readonly number[]> {
    return childrenOf(this.#haproxy.pid);
  }

  stop(): Promise<void> {
    return this.#haproxy.stop();
  }
}

export const isUp = (state: string): boolean => state === 'UP';

/** The places of the documented configuration, and what they are here. */
function placesOf(admin: string, port: number, { a, b }: Servers): Substitutions {
  return {
    'log /dev/log local0': 'log stdout format raw local0',
    // A process of a test may open fewer files.
    'maxconn 22000': 'maxconn 4000',
    ...(IS_ROOT ? {} : { '    user haproxy\n    group haproxy\n': '' }),
    '/run/haproxy/admin.sock': admin,
    'bind :::1234 v4v6': `bind 127.0.0.1:${port}`,
    '/etc/haproxy/tlslp-ca.pem': testCertificates().ca.certPath,
    'verifyhost tls.example.com': 'verifyhost localhost',
    '10.0.0.11:1234': `127.0.0.1:${a.port} port ${a.statusPort}`,
    '10.0.0.12:1234': `127.0.0.1:${b.port} port ${b.statusPort}`,
    'bind 127.0.0.1:8405': `bind unix@${admin}.metrics`,
  };
}
