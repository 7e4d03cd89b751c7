import { randomBytes } from 'node:crypto';
import { parseListenTarget } from '../../config/listen-targets.js';
import { describeText, invalidOption } from '../../config/rules.js';
import { checkCredentials, type PemCredentials } from '../../tls/credentials.js';
import { isLocalHost } from '../../tls/local-host.js';
import { prepareContext } from '../../tls/secure-server.js';
import { closeAll } from '../../server/accept/opened.js';
import type { StatusMessage } from '../../status/messages.js';
import { metricsText } from '../metrics/registry.js';
import { samplesOf } from '../metrics/samples.js';
import type { WorkersUsage } from '../metrics/workers-usage.js';
import { AllowedHosts } from './allowed-hosts.js';
import { Assets } from './assets.js';
import { EventHub } from './events/hub.js';
import { requestHandler } from './handler.js';
import { createHttpServer, type SecureSettings, type WebServer } from './http-server.js';
import { openPlace, urlOf, type StatusPlace } from './open-place.js';
import { readinessOf } from './readiness.js';
import type { Served } from './routes.js';
import type { StatusView } from './status-view.js';
import { isStatusToken, STATUS_TOKEN_RULE, TokenCheck } from './token.js';

/** Options of a status server. */
export interface StatusServerOptions {
  /** What it shows: a `StatusModel`. */
  readonly model: StatusView;
  /** Where it listens: `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`. Port 0 takes a free one. */
  readonly place: string;
  /** What readers have to send, as a Bearer token or as the password of Basic. Default: nothing. */
  readonly token?: string | null;
  /** For HTTPS. With a CA, clients need a certificate of it. Default: plain HTTP. */
  readonly tls?: PemCredentials | null;
  /** Host names that may be asked for, besides addresses, `localhost` and the host of `place`. Default: none. */
  readonly hosts?: readonly string[];
  /** Returns what the worker processes of the server use, for its metrics; null if there are none. Default: none. */
  readonly workers?: () => WorkersUsage | null;
  /** Returns the time in milliseconds since the epoch. Default: the time of day. */
  readonly now?: () => number;
  /** Called with an error that is a fault of the program; the request got 500. Must not throw. Default: ignored. */
  readonly onFault?: (thrown: unknown) => void;
}

/** A running status server. */
export interface StatusServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:9000/`, with the bound port; `unix:PATH` for a unix socket. */
  readonly url: string;
  /**
   * Replaces the certificate, the key and the CA for new connections. Only for a server with `tls`.
   * @throws {ConfigError} `unusable_certificate`; the old ones stay in use
   */
  readonly setCredentials: (credentials: PemCredentials) => void;
  /** Sends the readers of events what has changed last, and closes everything. Resolves when nothing is open. Never rejects. */
  readonly close: () => Promise<void>;
}

/** The readers of events have so long to take the last of them, in milliseconds. */
const FAREWELL_MS = 200;

/**
 * Serves the status of a server by HTTP: the page, its data, events, metrics and health. docs/status.md has the routes.
 * @throws {ConfigError} `invalid_option`: a wrong place or token, or a place that other machines can reach, with neither a token nor a CA;
 *   `unusable_address`; `unusable_certificate`. Then nothing is left listening
 */
export async function startStatusServer({
  model,
  place: placeText,
  token = null,
  tls = null,
  hosts = [],
  workers = () => null,
  now = Date.now,
  onFault = () => undefined,
}: StatusServerOptions): Promise<StatusServer> {
  const place = placeOf(placeText);
  if (token !== null && !isStatusToken(token)) {
    throw invalidOption('token', '', `must be ${STATUS_TOKEN_RULE}`);
  }
  const isGuarded = token !== null || (tls?.ca ?? null) !== null;
  if (!isGuarded && place.kind === 'tcp' && !isLocalHost(place.host)) {
    throw invalidOption(
      'place',
      describeText(placeText),
      'is not this machine: it needs a token, or a CA in tls',
    );
  }
  const secureOf = (credentials: PemCredentials): SecureSettings => {
    const checked = checkCredentials(credentials);
    const isVerifying = checked.ca !== null;
    return { context: prepareContext(checked, isVerifying, now()).options, isVerifying };
  };
  const secure = tls === null ? null : secureOf(tls);
  const run = randomBytes(9).toString('base64url');
  const status: Served['status'] = (readers): StatusMessage => ({
    ...model.summary(),
    now: now(),
    run,
    readers,
  });
  const hub = new EventHub({ model, run, status, onFault });
  const text = metricsText(() => {
    const summary = model.summary();
    const isReady = readinessOf(summary).ready;
    return samplesOf({
      summary,
      isReady,
      readers: hub.counts,
      node: process.versions.node,
      workers: workers(),
    });
  });
  const metrics: Served['metrics'] = async () => {
    const { type, text: body } = await text();
    return { type, body };
  };
  const handle = requestHandler({
    served: { model, hub, assets: new Assets(), status, metrics },
    hosts: place.kind === 'unix' ? null : new AllowedHosts([place.host, ...hosts]),
    token: token === null ? null : new TokenCheck(token),
    onFault,
  });
  const {
    servers,
    place: bound,
    release,
  } = await openPlace(place, () => createHttpServer(handle, secure), '--status');
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= closeServers(servers, hub).finally(release));
  return {
    url: urlOf(bound, secure !== null),
    setCredentials: (credentials) => {
      const { context } = secureOf(credentials);
      for (const server of servers) if ('setSecureContext' in server) server.setSecureContext(context);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function placeOf(text: string): StatusPlace {
  const target = parseListenTarget(text);
  if (target === undefined || target.kind === 'fd') {
    throw invalidOption('place', '', 'must be HOST:PORT, [IPV6]:PORT or unix:PATH');
  }
  return target;
}

async function closeServers(servers: readonly WebServer[], hub: EventHub): Promise<void> {
  const closed = closeAll(servers);
  hub.close();
  for (const server of servers) server.closeIdleConnections();
  const cut = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, FAREWELL_MS);
  await closed;
  clearTimeout(cut);
}
