import type { ExecutionContext } from 'ava';
import { filter, firstValueFrom, ReplaySubject, Subject, take, toArray } from 'rxjs';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { completeConfig, type ServerConfig } from '../../lib/config/server-config.js';
import type { RefusedEvent, ServerEvent } from '../../lib/server/events.js';
import { serve, type ServeOptions } from '../../lib/server/serve.js';
import type { FailedEvent } from '../../lib/session/events.js';
import { testCertificates, type TestCertificates } from './certificates.js';

/** A test that is not about the limits comes from one address with one certificate, and its clients share the event loop. */
const NO_LIMITS = {
  maxHandshakes: 100_000,
  maxHandshakesPerAddress: 0,
  handshakeRate: 0,
  maxPerCertificate: 0,
  maxPerAddress: 0,
  maxLag: 0,
} as const satisfies Partial<ServerConfig>;

/** A small, quick configuration over real TLS: a free port of 127.0.0.1, next to no work, two body requests. */
export function testConfig(
  certificates: TestCertificates,
  changes: Partial<ServerConfig> = {},
): ServerConfig {
  const config = completeConfig({
    ...NO_LIMITS,
    serverHost: '127.0.0.1',
    port: 0,
    listen: [],
    reusePort: false,
    serverCert: certificates.server.certPath,
    serverKey: certificates.server.keyPath,
    caCert: certificates.ca.certPath,
    workTimeout: 60,
    otherTimeout: 60,
    token: DEFAULT_TOKEN,
    randomString: DEFAULT_RANDOM_STRING,
    nBits: 1,
    requests: 2,
  });
  // Not checked together: a test may want what a user may not have.
  return { ...config, ...changes };
}

/** A server under test, and all that it has told so far. */
export class Serving {
  readonly events: ServerEvent[] = [];
  /** Resolves when the server is over, which it is not before its last connection is closed. */
  readonly completed: Promise<void>;
  readonly #told = new ReplaySubject<ServerEvent>();
  readonly #stop = new Subject<void>();
  readonly #subscription;

  constructor(config: ServerConfig, options: Omit<ServeOptions, 'stop'> = {}) {
    let resolve: () => void;
    let reject: (error: unknown) => void;
    this.completed = new Promise((done, failed) => {
      resolve = done;
      reject = failed;
    });
    this.#told.subscribe({ next: (event) => this.events.push(event), error: () => null });
    this.#subscription = serve(config, { ...options, stop: this.#stop }).subscribe({
      next: (event) => {
        this.#told.next(event);
      },
      error: (error: unknown) => {
        this.#told.error(error);
        reject(error);
      },
      complete: () => {
        this.#told.complete();
        resolve();
      },
    });
  }

  /** The first event of a type, past or to come. */
  async first<T extends ServerEvent['type']>(
    type: T,
    where: (event: Extract<ServerEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ServerEvent, { type: T }>> {
    const [event] = await this.some(type, 1, where);
    if (event === undefined) throw new Error(`The server ended without "${type}".`);
    return event;
  }

  /** The first so many events of a type, past or to come. */
  async some<T extends ServerEvent['type']>(
    type: T,
    count: number,
    where: (event: Extract<ServerEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ServerEvent, { type: T }>[]> {
    const wanted = (event: ServerEvent): event is Extract<ServerEvent, { type: T }> =>
      event.type === type && where(event as Extract<ServerEvent, { type: T }>);
    return firstValueFrom(this.#told.pipe(filter(wanted), take(count), toArray()));
  }

  async port(): Promise<number> {
    return (await this.first('listening')).port;
  }

  /** The refusal of the client that came from this port. */
  refusalOf(port: number): Promise<RefusedEvent> {
    return this.first('refused', ({ remote }) => remote?.port === port);
  }

  /** How the session of the client that came from this port failed. */
  async failureOf(port: number): Promise<FailedEvent> {
    const { id } = await this.first('connected', ({ peer }) => peer.remote?.port === port);
    return this.first('failed', (event) => event.id === id);
  }

  of<T extends ServerEvent['type']>(type: T): Extract<ServerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<ServerEvent, { type: T }> => event.type === type);
  }

  stop(): void {
    this.#stop.next();
  }

  /** The operator's second signal. */
  unsubscribe(): void {
    this.#subscription.unsubscribe();
  }

  /** Stops, and waits until no connection is open. */
  async end(): Promise<void> {
    await this.first('listening');
    this.stop();
    await this.completed;
  }
}

/** A server of its own for one test, gone with it also when the test fails. */
export async function startServing(
  t: ExecutionContext,
  changes: Partial<ServerConfig> = {},
  options: Omit<ServeOptions, 'stop'> = {},
): Promise<Serving> {
  const serving = new Serving(testConfig(testCertificates(), changes), options);
  t.teardown(() => {
    serving.unsubscribe();
  });
  serving.completed.catch(() => null);
  await serving.first('listening');
  return serving;
}

/** Waits until this thread has no socket and no listener open: of the server, and of its clients. For serial tests. */
export async function nothingOpen(): Promise<void> {
  const isOpen = (): boolean =>
    process.getActiveResourcesInfo().some((name) => /^(TCP|TLS|Pipe)(Socket|Server)?Wrap$/.test(name));
  while (isOpen()) await new Promise(setImmediate);
}
