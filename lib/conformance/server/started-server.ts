import { eitherSignal } from '../engine/either-signal.js';
import { broken } from '../engine/finding.js';
import { lastWords } from '../engine/last-words.js';
import { endOf } from '../launch/end-of.js';
import type { Exit, Running } from '../launch/launcher.js';
import type { ServerLauncher } from '../launch/server-launcher.js';
import type { Pki } from '../pki/pki.js';
import { freePort } from './free-port.js';
import { growingPauses, pause } from './pause.js';
import { whyUnreachable } from './reach.js';
import type { Endpoint } from './endpoint.js';

/** The addresses of this machine at which a server may listen for localhost. */
const LOOPBACKS = ['127.0.0.1', '::1'];

/** A server that the kit starts: once for most checks, and again after each that ends it. */
export class StartedServer {
  readonly #launcher: ServerLauncher;
  readonly #pki: Pki;
  #port: Promise<number> | null = null;
  #current: { readonly running: Running; readonly endpoint: Promise<Endpoint> } | null = null;
  #endings: string[] = [];

  constructor(launcher: ServerLauncher, pki: Pki) {
    this.#launcher = launcher;
    this.#pki = pki;
  }

  /** The program as it runs now, or ran last; null before its first start. */
  get running(): Running | null {
    return this.#current?.running ?? null;
  }

  /** The private key that it is started with, in PEM. */
  get keyPem(): string {
    return this.#pki.server.keyPem;
  }

  /** How it ended when nobody ended it, each time. */
  get unwantedEndings(): readonly string[] {
    return this.#endings;
  }

  /**
   * Starts it if it does not run. Resolves to its endpoint when it accepts connections.
   * @throws {Finding} it ended, or accepts none within the time limit
   */
  async ready(over: AbortSignal): Promise<Endpoint> {
    const port = await this.port();
    // Nobody would end what a check starts that is over.
    if (over.aborted) throw broken('a server that accepts connections', 'none within the time limit');
    this.#current ??= this.#start(port, over);
    return this.#current.endpoint;
  }

  /** The port that it is told to listen on: the same at each start. */
  port(): Promise<number> {
    return (this.#port ??= freePort());
  }

  /** Starts one more, on a port that is the caller's choice. The caller has to kill it. */
  startAnother(port: number): Running {
    const { server, ca } = this.#pki;
    return this.#launcher.start({ port, cert: server.certPath, key: server.keyPath, ca: ca.certPath });
  }

  /** Sends it a signal, which must end it. Resolves to how it ended; to null if it does not run. The next `ready` starts it again. */
  async end(signal: NodeJS.Signals): Promise<Exit | null> {
    const current = this.#current;
    if (current === null) return null;
    this.#current = null;
    current.running.kill(signal);
    return current.running.exited;
  }

  #start(
    port: number,
    over: AbortSignal,
  ): { readonly running: Running; readonly endpoint: Promise<Endpoint> } {
    const running = this.startAnother(port);
    const current = { running, endpoint: whenListening(running, port, over) };
    current.endpoint.catch(() => {
      // The next check tries again.
      if (this.#current === current) void this.end('SIGKILL');
    });
    void running.exited.then((exit) => {
      if (this.#current !== current) return;
      this.#current = null;
      this.#endings.push(endOf(exit));
    });
    return current;
  }
}

async function whenListening(running: Running, port: number, over: AbortSignal): Promise<Endpoint> {
  const expected = `a server that accepts connections on port ${port} of this machine`;
  const ended = new AbortController();
  const exited = running.exited.then((exit) => {
    ended.abort();
    return exit;
  });
  const either = eitherSignal(over, ended.signal);
  for (const ms of growingPauses()) {
    for (const host of LOOPBACKS) {
      if ((await whyUnreachable({ host, port })) === null) return { host, port };
    }
    await pause(ms, either);
    if (ended.signal.aborted) throw broken(expected, `${endOf(await exited)}${itsLastWords(running)}`);
    if (over.aborted) throw broken(expected, 'none within the time limit');
  }
  throw new Error('The pauses have ended.');
}

/** The last line that it wrote, for a message. */
function itsLastWords({ stdout, stderr }: Running): string {
  const last = lastWords([{ stdout: stdout(), stderr: stderr() }]).lines.at(-1);
  return last === undefined ? '' : `; the last that it wrote: ${last}`;
}
