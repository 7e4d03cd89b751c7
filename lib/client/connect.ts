import { isIP } from 'node:net';
import { connect, createSecureContext, type ConnectionOptions, type TLSSocket } from 'node:tls';
import {
  asyncScheduler,
  catchError,
  concatMap,
  concat,
  defer,
  EMPTY,
  from,
  map,
  Observable,
  take,
  takeUntil,
  throwError,
  timeout,
  type SchedulerLike,
} from 'rxjs';
import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { milliseconds } from '../protocol/milliseconds.js';
import { clientCertificateProblem } from '../tls/client-certificate.js';
import { readCredentials } from '../tls/credentials.js';
import { refuseInsecureHost } from '../tls/local-host.js';
import { abortOf } from '../rx/abort-of.js';
import { connectFailed, ConnectTimeout, type PortFailure } from './connect-errors.js';

/** Where and how to connect. A `ClientConfig` fits. */
export interface ConnectConfig {
  readonly host: string;
  /** The ports to try, in order. */
  readonly ports: readonly number[];
  /** The paths of PEM files. They have no effect with `insecure`. */
  readonly clientCert: string;
  readonly privateKey: string;
  readonly caCert: string;
  /** The deadline for one port, including the TLS handshake, in seconds. */
  readonly otherTimeout: number;
  /** Send no certificate and verify none. Only allowed on this machine. */
  readonly insecure: boolean;
  /** The PROXY header to send before TLS, as `--proxy-header` takes it. Default: none. */
  readonly proxyHeader?: string | null;
}

/** Options of `connectTls`. */
export interface ConnectOptions {
  /** Ends the attempt when it aborts; its reason is then the error. */
  readonly signal?: AbortSignal | undefined;
  /** The scheduler of the deadlines; the asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** A connection after its TLS handshake. */
export interface Connection {
  readonly socket: TLSSocket;
  readonly port: number;
  /** Why a server may refuse the client's certificate, such as `expired on 2026-05-01 08:00 UTC`; null if nothing is wrong with it. */
  readonly certificateProblem: string | null;
}

/**
 * Connects to the first port on which a server answers. Uses TLS 1.2 or newer; verifies the server's certificate with the CA file, and
 * its name with the host. Emits one connection, whose socket then belongs to the subscriber. Unsubscribing before that destroys it.
 *
 * Errors: ConfigError `insecure_host`, `unusable_certificate`, `unusable_file`; TransportError `connect_failed`, whose message gives
 * the reason for each port; the signal's reason.
 */
export function connectTls(
  config: ConnectConfig,
  { signal, scheduler = asyncScheduler }: ConnectOptions = {},
): Observable<Connection> {
  return defer(() => {
    if (config.insecure) refuseInsecureHost(config.host);
    return from(tlsOptions(config)).pipe(
      concatMap(({ open, options, certificateProblem }) =>
        firstThatAnswers(config, open, options, scheduler).pipe(
          map((connected) => ({ ...connected, certificateProblem })),
        ),
      ),
    );
  }).pipe(takeUntil(abortOf(signal)));
}

function firstThatAnswers(
  config: ConnectConfig,
  open: OpenTls,
  options: ConnectionOptions,
  scheduler: SchedulerLike,
): Observable<Omit<Connection, 'certificateProblem'>> {
  const failures: PortFailure[] = [];
  const attempts = from(config.ports).pipe(
    concatMap((port) =>
      connectTo(() => open({ ...options, port }), config.otherTimeout, scheduler).pipe(
        map((socket) => ({ socket, port })),
        catchError((error: unknown) => {
          failures.push({ port, error });
          return EMPTY;
        }),
      ),
    ),
  );
  return concat(
    attempts,
    throwError(() => connectFailed(config, failures)),
  ).pipe(take(1));
}

/** Begins a connection over TLS. */
type OpenTls = (options: ConnectionOptions) => TLSSocket;

interface TlsClient extends Pick<Connection, 'certificateProblem'> {
  readonly open: OpenTls;
  readonly options: ConnectionOptions;
}

/** Loads what sends a PROXY header only where one is sent. */
async function openerFor({ proxyHeader = null }: ConnectConfig): Promise<OpenTls> {
  if (proxyHeader === null) return connect;
  const { connectBehind } = await import('./connect-behind.js');
  return connectBehind(proxyHeader);
}

async function tlsOptions(config: ConnectConfig): Promise<TlsClient> {
  const open = await openerFor(config);
  const { host } = config;
  // SNI does not allow an IP address: RFC 6066, section 3.
  const common: ConnectionOptions = { host, ...(isIP(host) === 0 ? { servername: host } : {}) };
  const minVersion = 'TLSv1.2';
  if (config.insecure) {
    return { open, options: { ...common, minVersion, rejectUnauthorized: false }, certificateProblem: null };
  }
  const { clientCert: cert, privateKey: key, caCert: ca } = config;
  const credentials = await readCredentials({ cert, key, ca });
  try {
    const secureContext = createSecureContext({
      cert: credentials.cert,
      key: credentials.key,
      ca: credentials.ca ?? [],
      minVersion,
    });
    return {
      open,
      options: { ...common, secureContext, rejectUnauthorized: true },
      certificateProblem: clientCertificateProblem(credentials.cert, Date.now()),
    };
  } catch (cause) {
    const message = `TLS cannot use the client certificate ${escapeText(cert, Infinity)} with its key and CA.`;
    throw new ConfigError('unusable_certificate', message, { cause });
  }
}

function connectTo(open: () => TLSSocket, seconds: number, scheduler: SchedulerLike): Observable<TLSSocket> {
  const handshake = new Observable<TLSSocket>((subscriber) => {
    const socket = open();
    let handedOver = false;
    // Never removed: a late error without a listener would end the process.
    socket.on('error', (error) => {
      if (!subscriber.closed) subscriber.error(error);
    });
    const onClose = (): void => {
      subscriber.error(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    };
    socket.once('close', onClose);
    socket.once('secureConnect', () => {
      handedOver = true;
      socket.off('close', onClose);
      // Without it, a short line may wait for the acknowledgement of the last one.
      socket.setNoDelay(true);
      subscriber.next(socket);
      subscriber.complete();
    });
    return () => {
      socket.off('close', onClose);
      if (!handedOver) socket.destroy();
    };
  });
  const first = milliseconds(seconds);
  return handshake.pipe(
    timeout({ first, scheduler, with: () => throwError(() => new ConnectTimeout(seconds)) }),
  );
}
