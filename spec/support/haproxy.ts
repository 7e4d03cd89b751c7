import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasProgram } from './has-program.js';
import { Program, temporaryDirectory } from './programs.js';

/** Debian installs it where only root looks. */
const HAPROXY = ['haproxy', '/usr/sbin/haproxy'].find((path) => hasProgram(path, '-v'));

/** Declares a test that drives HAProxy: skipped, with its line in the output, where HAProxy is not installed. */
export const withHaproxy = HAPROXY === undefined ? test.skip : test;

/** `defaults` for TCP. A session can wait long in WORK, so the timeouts are those of the documentation. */
export const TCP_DEFAULTS = `
defaults
  mode tcp
  timeout connect 5s
  timeout client 1m
  timeout server 1m
  timeout tunnel 1h
`;

const [CONFIG, ADMIN, MASTER] = ['haproxy.cfg', 'admin.sock', 'master.sock'];
const LOADED = /Loading success/g;

/** A HAProxy as its operators run it: a master process, and a worker that a reload replaces. It is gone after the test. */
export class Haproxy {
  readonly #program: Program;
  readonly #config: string;
  readonly #admin: string;
  readonly #master: string;

  private constructor(program: Program, directory: string) {
    this.#program = program;
    this.#config = join(directory, CONFIG);
    this.#admin = join(directory, ADMIN);
    this.#master = join(directory, MASTER);
  }

  /** Starts it, and resolves when it listens. @param sections the configuration without its `global` section */
  static start(t: ExecutionContext, sections: string): Promise<Haproxy> {
    return Haproxy.startWhole(t, (admin) => whole(sections, admin));
  }

  /**
   * As `start`, with a configuration that has its `global` section; a warning about it is an error.
   * @param configOf returns it
   */
  static async startWhole(t: ExecutionContext, configOf: (admin: string) => string): Promise<Haproxy> {
    if (HAPROXY === undefined) throw new Error('HAProxy is not installed.');
    const directory = await temporaryDirectory(t);
    await writeFile(join(directory, CONFIG), configOf(join(directory, ADMIN)));
    // -W -db: a master and its worker, in the foreground. -S: a socket on which the master answers. -dW: no warnings.
    const args = ['-W', '-db', '-dW', '-S', join(directory, MASTER), '-f', join(directory, CONFIG)];
    const haproxy = new Haproxy(new Program(t, HAPROXY, args), directory);
    await haproxy.#loaded(1);
    return haproxy;
  }

  /** What it has said so far. */
  get log(): string {
    return this.#program.stderr;
  }

  /** Resolves to the first such line that it has logged to standard output. */
  logged(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#program.printed(pattern);
  }

  /** Where its admin socket is. */
  get adminPath(): string {
    return this.#admin;
  }

  /** The process of the master. */
  get pid(): number {
    return this.#program.child.pid ?? 0;
  }

  /**
   * Reloads it, with another configuration where one is given. Resolves when the new worker listens. The old one goes on with the
   * connections that it has.
   */
  reload(sections?: string): Promise<void> {
    return this.reloadWhole(sections === undefined ? undefined : (admin) => whole(sections, admin));
  }

  /** As `reload`, with a configuration that has its `global` section. */
  async reloadWhole(configOf?: (admin: string) => string): Promise<void> {
    if (configOf !== undefined) await writeFile(this.#config, configOf(this.#admin));
    const before = [...this.log.matchAll(LOADED)].length;
    this.#program.signal('SIGUSR2');
    await this.#loaded(before + 1);
  }

  /** Gives a command to its admin socket, such as `show servers state` or `set server backend/name state drain`. */
  admin(command: string): Promise<string> {
    return ask(this.#admin, command);
  }

  /** Resolves once it has said this. */
  async said(pattern: RegExp): Promise<void> {
    await this.#program.until(() => pattern.test(this.log));
  }

  /** Stops it at once, with all its connections. */
  async stop(): Promise<void> {
    await this.#program.stop();
  }

  async #loaded(times: number): Promise<void> {
    await this.#program.until(() => [...this.log.matchAll(LOADED)].length >= times);
    // The master starts itself again after it has loaded. Until it answers, it does not hear a signal.
    while (!(await this.#isHeard())) await delay(10);
  }

  async #isHeard(): Promise<boolean> {
    return (await ask(this.#master, 'show proc').catch(() => '')).includes('master');
  }
}

async function ask(path: string, command: string): Promise<string> {
  const socket = connect(path).setEncoding('utf8');
  let reply = '';
  socket.on('data', (text: string) => (reply += text)).end(`${command}\n`);
  await once(socket, 'close');
  return reply.trim();
}

function whole(sections: string, admin: string): string {
  return `global\n  stats socket ${admin} mode 600 level admin\n${sections}\n`;
}
