import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { childrenOf } from '../support/children.js';
import type { Behind } from '../support/deployed/haproxy.js';
import { freePort } from '../support/free-port.js';
import { serverProgram, type Program } from '../support/programs.js';
import { serverArgs } from './flags.js';
import type { Place } from './place.js';

/** A server of the proof: its ports and its spool stay the same over its starts, as those of a machine do. */
export class ServerProcess implements Behind {
  readonly name: string;
  readonly port: number;
  readonly statusPort: number;
  readonly #t: ExecutionContext;
  readonly #place: Place;
  readonly #records: string;
  /** Where its spool is. */
  readonly state: string;
  #starts = 0;
  #program: Program | null = null;

  private constructor(
    t: ExecutionContext,
    place: Place,
    name: string,
    records: string,
    state: string,
    ports: readonly [port: number, statusPort: number],
  ) {
    this.#t = t;
    this.#place = place;
    this.name = name;
    this.#records = records;
    this.state = state;
    [this.port, this.statusPort] = ports;
  }

  static async start(
    t: ExecutionContext,
    place: Place,
    name: string,
    records: string,
  ): Promise<ServerProcess> {
    const state = await place.folder(`${name}-state`);
    const server = new ServerProcess(t, place, name, records, state, [await freePort(), await freePort()]);
    await server.start();
    return server;
  }

  /** Starts it, and waits until it listens. */
  async start(): Promise<void> {
    this.#starts += 1;
    const { port, statusPort } = this;
    const program = serverProgram(this.#t, serverArgs({ port, statusPort, records: this.#records }), {
      env: { STATE_DIRECTORY: this.state },
    });
    this.#program = program;
    const log = join(this.#place.directory, `${this.name}-${this.#starts}`);
    program.child.stdout?.pipe(createWriteStream(`${log}.out`));
    program.child.stderr?.pipe(createWriteStream(`${log}.log`));
    await program.printed(/Server listening on tls:\/\//);
  }

  /** Kills its primary process with SIGKILL, and waits until its workers have ended by themselves. */
  async kill(): Promise<void> {
    const program = this.#running();
    const workers = await childrenOf(program.child.pid ?? 0);
    program.signal('SIGKILL');
    await program.ended;
    for (const pid of workers) while (isRunning(pid)) await delay(20);
  }

  /** Stops it as a service manager does, and waits until its last session has ended. Resolves to its exit code, null if a signal killed it. */
  async drain(): Promise<number | null> {
    const program = this.#running();
    const workers = await childrenOf(program.child.pid ?? 0);
    const { code } = await program.stop();
    for (const pid of workers) while (isRunning(pid)) await delay(20);
    this.#program = null;
    return code;
  }

  /** What it logged since its last start. */
  get log(): string {
    return this.#program?.stderr ?? '';
  }

  #running(): Program {
    if (this.#program === null) throw new Error(`Server ${this.name} does not run`);
    return this.#program;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
