import { setMaxListeners } from 'node:events';
import { eitherSignal } from '../engine/either-signal.js';
import { broken, skipped } from '../engine/finding.js';
import type { Traces } from '../engine/judge.js';
import type { Random } from '../engine/random.js';
import type { Output } from '../engine/result.js';
import { Transcript } from '../engine/transcript.js';
import type { Running } from '../launch/launcher.js';
import { connectTcpClient, connectTlsClient, type ConnectTlsOptions } from '../peers/connect.js';
import type { PeerIdentity } from '../peers/misbehaviours.js';
import type { WireFaults } from '../wire/toxics.js';
import { ClientPeer, show } from './client-peer.js';
import type { RecordsReader, ServerFacts } from './facts.js';
import { stringsOf } from './json-strings.js';
import { growingPauses, pause } from './pause.js';
import type { Endpoint } from './endpoint.js';
import type { StartedServer } from './started-server.js';
import type { OutsiderKind, Subject } from './subject.js';
import { WiredEndpoints } from './wired-endpoints.js';

/** The parts of a stage. */
export interface ServerStageOptions {
  readonly subject: Subject;
  readonly facts: ServerFacts;
  /** Null where the kit was not told how to read the records. */
  readonly records: RecordsReader | null;
  /** The id of the check: the label of its own identity. */
  readonly label: string;
  readonly random: Random;
  /** From the start of the check, in milliseconds. */
  readonly timeLimitMs: number;
  /** Ends the check at once when it aborts. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** Faults of the wire that every connection passes through. Default: none. */
  readonly wire?: WireFaults;
}

/** How to connect. */
export interface MeetOptions {
  /** The certificate to show. Default: the right one. */
  readonly identity?: PeerIdentity | null;
  /** More options of the TLS client. */
  readonly tls?: Partial<ConnectTlsOptions>;
}

/** Where one check is played: it connects to the server under test, and judges it from outside. */
export class ServerStage implements Traces {
  readonly random: Random;
  readonly facts: ServerFacts;
  readonly subject: Subject;
  readonly #options: ServerStageOptions;
  readonly #transcript = new Transcript('server');
  readonly #timeIsOver = new AbortController();
  /** Aborts when the time limit is over, or the run is stopped. */
  readonly over: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #endingsBefore: number;
  readonly #wired: WiredEndpoints | null;
  readonly #peers: ClientPeer[] = [];
  readonly #started: Running[] = [];

  constructor(options: ServerStageOptions) {
    this.#options = options;
    ({ random: this.random, facts: this.facts, subject: this.subject } = options);
    this.#wired = options.wire === undefined ? null : new WiredEndpoints(options.wire);
    this.#endingsBefore = options.subject.program?.unwantedEndings.length ?? 0;
    this.over = eitherSignal(this.#timeIsOver.signal, options.signal);
    setMaxListeners(0, this.over);
    this.#timer = setTimeout(() => {
      this.#transcript.note('kit: the time limit is over');
      this.#timeIsOver.abort();
    }, options.timeLimitMs);
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

  /** The endpoint to connect to, with the fault of the wire before it. Starts the server if it does not run. */
  async endpoint(): Promise<Endpoint> {
    const endpoint = await this.subject.ready(this.over);
    return this.#wired?.before(endpoint) ?? endpoint;
  }

  /** The identity of this check; another one for each number, where the kit can make them. */
  identity(number = 0): Promise<PeerIdentity> {
    return this.subject.identity(number === 0 ? this.#options.label : `${this.#options.label}-${number}`);
  }

  /**
   * An identity that the server must refuse.
   * @throws {Finding} it cannot be made: the check is skipped
   */
  async outsider(kind: OutsiderKind): Promise<PeerIdentity> {
    const identity = await this.subject.outsider(kind);
    if (identity === null) throw skipped('it takes a certificate that only the CA of the server can issue');
    return identity;
  }

  /**
   * The server as a program.
   * @throws {Finding} the kit did not start it: the check is skipped
   */
  get program(): StartedServer {
    const { program } = this.subject;
    if (program === null) throw skipped('the kit can stop only a server that it has started');
    return program;
  }

  /** Takes its output into the result. */
  watch(running: Running): Running {
    if (!this.#started.includes(running)) this.#started.push(running);
    return running;
  }

  /** The options of a TLS client that does all right. It does not judge the certificate of the server: one check does. */
  async tlsOptions({ identity, tls }: MeetOptions = {}): Promise<ConnectTlsOptions> {
    const shown = identity === undefined ? await this.identity() : identity;
    return {
      ...(await this.endpoint()),
      ca: this.subject.caPem,
      rejectUnauthorized: false,
      ...(this.subject.serverName === '' ? {} : { servername: this.subject.serverName }),
      ...(shown === null ? {} : { cert: shown.certPem, key: shown.keyPem }),
      watchCloseNotify: true,
      signal: this.over,
      ...tls,
    };
  }

  /** Connects over TLS. Resolves when the handshake is over as the client sees it, or has failed. Says and takes nothing. */
  async connect(options: MeetOptions = {}): Promise<ClientPeer> {
    const client = await connectTlsClient(await this.tlsOptions(options));
    this.#transcript.note(`kit: connects from port ${client.localPort}`);
    return this.#take(new ClientPeer(client, this.#transcript, this.over));
  }

  /**
   * Connects over plain TCP.
   * @throws {Finding} nobody accepts connections
   */
  async connectTcp(): Promise<ClientPeer> {
    const endpoint = await this.endpoint();
    try {
      const client = await connectTcpClient({ ...endpoint, signal: this.over });
      this.#transcript.note('kit: connects without TLS');
      return this.#take(new ClientPeer(client, this.#transcript, this.over));
    } catch (error) {
      throw broken('that the server accepts connections', (error as Error).message);
    }
  }

  /**
   * Connects as a client that does all right, and takes HELLO. A server may be full for a while: who is turned away comes again.
   * @throws {Finding} no HELLO came within the time limit, or something else did
   */
  async meet(options: MeetOptions = {}): Promise<ClientPeer> {
    for (const ms of growingPauses()) {
      const peer = await this.connect(options);
      const line = await peer.next();
      if (line === 'HELLO') return peer;
      const came = line === null ? peer.end : show(line);
      const isTurnedAway = line === null || line.startsWith('FAIL ');
      if (!isTurnedAway || this.over.aborted) throw broken('"HELLO"', came);
      peer.client.socket.destroy();
      this.#transcript.note(`kit: was turned away, and comes again in ${Math.round(ms)} ms`);
      if (await this.stillTimeAfter(ms)) continue;
      throw broken('"HELLO"', `${came}, again and again until the time limit`);
    }
    throw new Error('The pauses have ended.');
  }

  /**
   * The deadline of WORK, in milliseconds.
   * @throws {Finding} it is not known: the check is skipped
   */
  get workTimeoutMs(): number {
    const { workTimeoutMs } = this.facts;
    if (workTimeoutMs === null) throw skipped('needs --work-timeout: the deadline of WORK');
    return workTimeoutMs;
  }

  /**
   * How to read the records.
   * @throws {Finding} the kit was not told: the check is skipped
   */
  needsRecords(): RecordsReader {
    const { records } = this.#options;
    if (records === null) throw skipped('needs --records: how to read what the server keeps');
    return records;
  }

  /**
   * Waits until the records hold all these texts. Resolves to every text that they hold.
   * @throws {Finding} they do not within the time limit; the check is skipped where they cannot be read
   */
  async recordsHold(texts: readonly string[]): Promise<ReadonlySet<string>> {
    const records = this.needsRecords();
    let missing = texts;
    for (const ms of growingPauses(20)) {
      const found = stringsOf(await records(this.over));
      missing = texts.filter((text) => !found.has(text));
      if (missing.length === 0) return found;
      if (!(await this.stillTimeAfter(ms))) break;
    }
    const [first = ''] = missing;
    throw broken(
      `${show(first)} among the records, byte for byte`,
      `${missing.length} of ${texts.length} are not there`,
    );
  }

  /** Waits so many milliseconds. Resolves to whether there is time left. */
  async stillTimeAfter(ms: number): Promise<boolean> {
    await pause(ms, this.over);
    return !this.over.aborted;
  }

  /**
   * Ends everything that the check began.
   * @throws {Finding} the program has ended meanwhile, and nobody had ended it
   */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timeIsOver.abort();
    for (const { client } of this.#peers) {
      client.socket.destroy();
      client.below?.destroy();
    }
    await Promise.all(this.#peers.map(({ client }) => client.closed));
    await this.#wired?.close();
    const ending = this.subject.program?.unwantedEndings[this.#endingsBefore];
    if (ending !== undefined) throw broken('that the server runs until it is stopped', ending);
  }

  #take(peer: ClientPeer): ClientPeer {
    this.#peers.push(peer);
    return peer;
  }
}
