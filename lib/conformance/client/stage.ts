import { setMaxListeners } from 'node:events';
import type { TlsOptions } from 'node:tls';
import { escapeText } from '../../protocol/escape.js';
import { before } from '../engine/before.js';
import { eitherSignal } from '../engine/either-signal.js';
import { broken, skipped } from '../engine/finding.js';
import type { Traces } from '../engine/judge.js';
import type { Random } from '../engine/random.js';
import type { Output } from '../engine/result.js';
import { showBytes } from '../engine/show-bytes.js';
import { Transcript } from '../engine/transcript.js';
import { endOf } from '../launch/end-of.js';
import type { Exit, Launcher, Running, Target } from '../launch/launcher.js';
import type { Pki } from '../pki/pki.js';
import type { WireFaults } from '../wire/toxics.js';
import type { Attempt } from './attempt.js';
import { Listener, type ListenOptions } from './listener.js';
import type { ServerPeer } from './server-peer.js';

/** By this exit code a client says that it does not implement what was asked of it. */
export const NOT_IMPLEMENTED = 89;
const GRACE_MS = 1000;

/** The parts of a stage. */
export interface StageOptions {
  readonly launcher: Launcher;
  readonly pki: Pki;
  readonly random: Random;
  /** From the start of the check, in milliseconds. */
  readonly timeLimitMs: number;
  /** Faults of the wire that every connection passes through. Default: none. */
  readonly wire?: WireFaults;
  /** Ends the check at once when it aborts. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** The port to listen on. Default: one that the system chooses, each time. */
  readonly port?: number;
}

/** Where one check is played: it listens, starts the client under test, and judges it from outside. */
export class ClientStage implements Traces {
  readonly random: Random;
  readonly pki: Pki;
  readonly #options: StageOptions;
  readonly #transcript = new Transcript('client');
  readonly #timeIsOver = new AbortController();
  /** Aborts when the time limit is over, or the run is stopped. */
  readonly over: AbortSignal;
  #timer: NodeJS.Timeout | null = null;
  readonly #listeners: Listener[] = [];
  readonly #started: Running[] = [];

  constructor(options: StageOptions) {
    this.#options = options;
    this.random = options.random;
    this.pki = options.pki;
    this.over = eitherSignal(this.#timeIsOver.signal, options.signal);
    // Every connection, and everything that waits, listens to it.
    setMaxListeners(0, this.over);
    // Nobody knows when a client comes by itself: its time begins with it.
    if (options.launcher.comesByItself !== true) this.#beginTime();
  }

  get transcript(): readonly string[] {
    return this.#transcript.entries;
  }

  get outputs(): readonly Output[] {
    return this.#started.map(({ stdout, stderr }) => ({ stdout: stdout(), stderr: stderr() }));
  }

  /** Adds an entry to the transcript. The text must be escaped. */
  note(text: string): void {
    this.#transcript.note(text);
  }

  /** The options of a TLS server that does all right. */
  get tls(): TlsOptions {
    const { server, ca } = this.pki;
    return { cert: server.certPem, key: server.keyPem, ca: ca.certPem, requestCert: true };
  }

  /** Listens on every loopback address, by TLS, unless told otherwise. Faults of the wire are added to those of the run. */
  async listen(options: Partial<ListenOptions> = {}): Promise<Listener> {
    const { port, wire = { toxics: [], seed: 0 } } = this.#options;
    const all = {
      ...{ tls: this.tls, seed: wire.seed, ...(port === undefined ? {} : { port }), ...options },
      ...(this.#options.launcher.comesByItself === true ? { onAttempt: this.#onAttempt } : {}),
      toxics: [...(options.toxics ?? []), ...wire.toxics],
    };
    const listener = await Listener.open(all, this.#transcript, this.over);
    this.#listeners.push(listener);
    return listener;
  }

  /** Starts the program, to connect to this port, with the right files unless told otherwise. */
  start(port: number, target: Partial<Target> = {}): Promise<Running> {
    const { ca, client } = this.pki;
    const running = this.#options.launcher.start({
      ...{ host: 'localhost', ca: ca.certPath, cert: client.certPath, key: client.keyPath },
      port,
      ...target,
    });
    this.#started.push(running);
    void running.exited.then((exit) => {
      if (this.#options.launcher.comesByItself !== true) this.#transcript.did(endOf(exit));
    });
    return Promise.resolve(running);
  }

  /** Listens, starts the program, and waits until it is through its handshake. */
  async meet(options: Partial<ListenOptions> = {}, target: Partial<Target> = {}): Promise<Meeting> {
    const listener = await this.listen(options);
    const program = await this.start(listener.port, target);
    return { listener, program, peer: await this.accept(listener, program) };
  }

  /**
   * Waits until the client is through its next handshake.
   * @throws {Finding} it did not come, it ended, or its handshake failed
   */
  async accept(listener: Listener, program: Running): Promise<ServerPeer> {
    const expected = 'a connection, and its TLS handshake';
    const ended = new AbortController();
    const exited = program.exited.then((exit) => {
      ended.abort();
      return exit;
    });
    const attempt = await listener.next(ended.signal);
    if (attempt === null) {
      if (this.over.aborted) throw broken(expected, 'nothing within the time limit');
      const exit = await exited;
      this.#checkImplemented(exit);
      throw broken(expected, endOf(exit));
    }
    const peer = await this.before(attempt.peer, expected);
    if (peer !== null) return peer;
    const { code, message = 'the client left' } = attempt.error() ?? {};
    throw broken(expected, escapeText(code === undefined ? message : `${code}: ${message}`));
  }

  /**
   * Waits for something, but no longer than the time limit.
   * @throws {Finding} the time limit was over first
   */
  before<T>(promise: Promise<T>, expected: string): Promise<T> {
    return before(promise, this.over, expected);
  }

  /**
   * The client has reached DONE: it must say nothing more, close in order, and end with success.
   * @throws {Finding} it does not
   */
  async succeeds({ peer, program }: Meeting): Promise<void> {
    peer.end();
    await this.before(peer.closed, 'that the client closes the connection after OK');
    if (peer.unread.length > 0) throw broken('nothing after OK', showBytes(peer.unread));
    const exit = await this.before(program.exited, 'that the client ends after OK');
    this.#checkImplemented(exit);
    if (this.#isSuccess(exit, program) === false) throw broken('success: exit code 0', endOf(exit));
  }

  /**
   * The client must stop with a failure: it says nothing more than what was taken, leaves, and ends with a failure.
   * @throws {Finding} it does not
   */
  async fails({ peer, program }: Meeting): Promise<void> {
    await peer.stirs();
    if (peer.unread.length > 0) throw broken('no answer', showBytes(peer.unread));
    if (this.over.aborted)
      throw broken('that the client closes the connection', 'nothing within the time limit');
    peer.end();
    await this.endsWithFailure(program);
    // What it wrote last may come after its end.
    await this.before(peer.closed, 'that the connection is closed');
    if (peer.unread.length > 0) throw broken('no answer', showBytes(peer.unread));
  }

  /**
   * The program must end, and not with success.
   * @throws {Finding} it does not
   */
  async endsWithFailure(program: Running): Promise<void> {
    const exit = await this.before(program.exited, 'that the client ends with a failure');
    this.#checkImplemented(exit);
    if (exit.failedToStart !== null) throw new Error(`The program cannot be started: ${exit.failedToStart}.`);
    if (exit.overrun !== null) throw broken('that the client ends with a failure', endOf(exit));
    if (this.#isSuccess(exit, program) === true) {
      throw broken(
        'an exit code other than 0',
        endOf(exit),
        'It ends with success although it has not reached DONE.',
      );
    }
  }

  /** Ends everything that the check began. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const ended = Promise.all(this.#started.map(({ exited }) => exited));
    // What broke off by itself ends by itself: its last words are worth a moment.
    const graceMs = this.#options.signal?.aborted === true ? 0 : GRACE_MS;
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
    for (const listener of this.#listeners) listener.close();
    this.#timeIsOver.abort();
    for (const { kill } of this.#started) kill('SIGKILL');
    await ended;
    await Promise.all(this.#listeners.map(({ released }) => released));
  }

  #beginTime(): void {
    this.#timer ??= setTimeout(() => {
      this.#transcript.note('kit: the time limit is over');
      this.#timeIsOver.abort();
    }, this.#options.timeLimitMs);
  }

  /** A client that came by itself ends with its connection. */
  readonly #onAttempt = ({ tcp }: Attempt, before: number): void => {
    this.#beginTime();
    tcp.once('close', () => this.#started[before]?.kill('SIGKILL'));
  };

  #isSuccess(exit: Exit, { stdout, stderr }: Running): boolean | null {
    return this.#options.launcher.isSuccess(exit, stdout(), stderr());
  }

  #checkImplemented({ code }: Exit): void {
    if (code === NOT_IMPLEMENTED)
      throw skipped(`the client says that it does not implement this (exit code ${code})`);
  }
}

/** A client under test that has come, over a connection. */
export interface Meeting {
  readonly listener: Listener;
  readonly program: Running;
  readonly peer: ServerPeer;
}
