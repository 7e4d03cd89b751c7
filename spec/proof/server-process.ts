import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { testCertificates } from '../support/certificates.js';
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

  /** Chooses its ports and its directories. It does not run yet. */
  static async make(
    t: ExecutionContext,
    place: Place,
    name: string,
    records: string,
  ): Promise<ServerProcess> {
    const state = await place.folder(`${name}-state`);
    return new ServerProcess(t, place, name, records, state, [await freePort(), await freePort()]);
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

  /** Waits until it says that it is ready, and that nothing waits for the database. */
  async untilReady(): Promise<void> {
    for (;;) {
      const { status, body } = await askStatus(this.statusPort, '/readyz').catch(() => NO_ANSWER);
      if (status === 200 && !body.includes('degraded')) return;
      await delay(100);
    }
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

const NO_ANSWER = { status: 0, body: '' };

/** Asks the status of a server, by HTTPS. */
async function askStatus(port: number, path: string): Promise<{ status: number; body: string }> {
  const ca = testCertificates().ca.certPem;
  const request = get({ host: '127.0.0.1', port, path, ca, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}
