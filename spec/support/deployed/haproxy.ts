import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { childrenOf } from '../children.js';
import { freePort } from '../free-port.js';
import { hasProgram } from '../has-program.js';
import { Program, temporaryDirectory } from '../programs.js';
import { DEPLOY, IS_ROOT } from './deploy-files.js';
import { substitute, type Substitutions } from './substitute.js';

// Debian's is where only root looks.
const HAPROXY = hasProgram('haproxy', '-v') ? 'haproxy' : '/usr/sbin/haproxy';

export const hasHaproxy = (): boolean => hasProgram(HAPROXY, '-v');

/** One server of the documented configuration: `a` or `b`. */
export interface Behind {
  readonly port: number;
  readonly statusPort: number;
}

export interface DeployedOptions {
  readonly a: Behind;
  readonly b: Behind;
  /** Issued the servers' certificate, which is for localhost. */
  readonly caPath: string;
  /** Changes of this test. */
  readonly changes?: Substitutions;
}

/** Returns the documented configuration with these places. */
export async function haproxyConfig(
  directory: string,
  port: number,
  { a, b, caPath, changes = {} }: DeployedOptions,
): Promise<string> {
  const documented = await readFile(join(DEPLOY, 'haproxy.cfg'), 'utf8');
  const here = (address: string, { port: at, statusPort }: Behind): Substitutions => ({
    [`${address}:1234`]: `127.0.0.1:${at} port ${statusPort}`,
  });
  return substitute(documented, {
    'log /dev/log local0': 'log stdout format raw local0',
    // A process of a test may open fewer files.
    'maxconn 22000': 'maxconn 4000',
    ...(IS_ROOT ? {} : { '    user haproxy\n    group haproxy\n': '' }),
    '/run/haproxy/admin.sock': join(directory, 'admin.sock'),
    'bind :::1234 v4v6': `bind 127.0.0.1:${port}`,
    '/etc/haproxy/tlslp-ca.pem': caPath,
    'verifyhost tls.example.com': 'verifyhost localhost',
    ...here('10.0.0.11', a),
    ...here('10.0.0.12', b),
    'bind 127.0.0.1:8405': `bind unix@${join(directory, 'metrics.sock')}`,
    ...changes,
  });
}

/** Real HAProxy with the documented configuration, in front of two servers. It gives up root's rights, as the file says. */
export class DeployedHaproxy {
  readonly port: number;
  readonly #program: Program;
  readonly #directory: string;

  private constructor(program: Program, port: number, directory: string) {
    this.#program = program;
    this.port = port;
    this.#directory = directory;
  }

  /** Starts it, and waits until both servers are up. */
  static async start(t: ExecutionContext, options: DeployedOptions): Promise<DeployedHaproxy> {
    const directory = await temporaryDirectory(t);
    const port = await freePort();
    const config = join(directory, 'haproxy.cfg');
    await writeFile(config, await haproxyConfig(directory, port, options));
    // -W: a master, which reloads; -db: in the foreground; -dW: a warning is an error.
    const program = new Program(t, HAPROXY, ['-W', '-db', '-dW', '-f', config]);
    const haproxy = new DeployedHaproxy(program, port, directory);
    await program.until(() => program.stderr.includes('Loading success'));
    await haproxy.untilServers((states) => states.every(isUp));
    return haproxy;
  }

  /** What it logs: a line for each connection that has ended. */
  get log(): string {
    return this.#program.stdout;
  }

  /** Waits for such a line of the log. */
  logged(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#program.printed(pattern);
  }

  /** Says this on the admin socket, and returns the answer. */
  async tell(command: string): Promise<string> {
    const socket = connect(join(this.#directory, 'admin.sock'));
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.end(`${command}\n`);
    await once(socket, 'close');
    return answer.trim();
  }

  /** The state of a server, as its statistics have it: `UP`, `DOWN`, `DRAIN`, and on the way to them `UP 1/2` and the like. */
  async stateOf(name: string): Promise<string> {
    const [head = '', ...rows] = (await this.tell('show stat')).split('\n');
    const at = head.split(',').indexOf('status');
    const row = rows.map((line) => line.split(',')).find(([proxy, server]) => isServer(proxy, server, name));
    return row?.[at] ?? '';
  }

  /** Waits until the states of `a` and `b` are like this. Only its checks, in time, change them. */
  async untilServers(isReached: (states: readonly [a: string, b: string]) => boolean): Promise<void> {
    while (!isReached([await this.stateOf('a'), await this.stateOf('b')])) await delay(50);
  }

  /** Reloads it: a new process takes the listening sockets, the old one keeps its sessions. Resolves when the new one is ready. */
  async reload(): Promise<void> {
    const loads = (): number => this.#program.stderr.split('Loading success').length;
    const before = loads();
    this.#program.signal('SIGUSR2');
    await this.#program.until(() => loads() > before);
  }

  /** Its processes but the master. */
  workers(): Promise<readonly number[]> {
    return childrenOf(this.#program.child.pid ?? 0);
  }

  async stop(): Promise<void> {
    await this.#program.stop();
  }
}

export const isUp = (state: string): boolean => state === 'UP';

const isServer = (proxy: string | undefined, server: string | undefined, name: string): boolean =>
  proxy === 'tlslp_servers' && server === name;
