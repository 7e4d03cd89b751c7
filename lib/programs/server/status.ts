import type { ServerConfig } from '../../config/server-config.js';
import { packageVersion } from '../../config/version.js';
import type { WorkersUsage } from '../../observe/metrics/workers-usage.js';
import { statusOf, type StatusWatch } from '../../observe/status/status.js';
import { startStatusServer, type StatusServer } from '../../observe/web/start-status-server.js';
import { isTlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { StatusModel } from '../../status/status-model.js';
import type { CertificateInUse } from '../../tls/secure-server.js';
import type { Log } from '../shared/log.js';
import type { Kept } from './kept.js';
import type { ServerOptions } from './options.js';
import { viewWithRecords } from './records-view.js';
import { statusWarnings } from './status-checks.js';
import { isSameFile, readStatusCredentials, readStatusToken } from './status-files.js';

/** The status page of a running server. */
export interface StatusPage extends StatusWatch {
  /** Such as `http://127.0.0.1:9000/`, with the bound port. */
  readonly url: string;
  /** Shows the end of the certificate that the server uses. */
  readonly certificate: (certificate: CertificateInUse) => void;
  /** Sets the function that tells what the workers use, for the metrics. */
  readonly watchWorkers: (usage: () => WorkersUsage) => void;
  /** Shows and uses the options that a reload has brought. Never rejects. */
  readonly reloaded: (options: ServerOptions) => Promise<void>;
  /** Shows that the server has stopped, and closes everything. Never rejects. */
  readonly close: () => Promise<void>;
}

export interface StatusContext {
  readonly log: Pick<Log, 'write'>;
  /** The records, to start from and to show; null if none are kept. */
  readonly kept: Pick<Kept, 'seed' | 'status'> | null;
}

const NO_TOKEN = { token: null, warning: null };

/**
 * Opens the status page of `--status`, and fills it with the sessions of the records. It is open before the server listens, so that it
 * can say `starting`.
 * @throws {ConfigError} `unusable_address`, `unusable_certificate`, `unusable_file`. Then nothing is left open
 */
export async function openStatus(
  { config, program }: ServerOptions,
  { log, kept }: StatusContext,
): Promise<StatusPage> {
  const model = new StatusModel({
    version: packageVersion(),
    startedAt: Date.now(),
    identity: config.identity,
  });
  model.apply(configured(config));
  const { token, warning } =
    program.statusTokenFile === null ? NO_TOKEN : await readStatusToken(program.statusTokenFile);
  const isParticipantsCa =
    program.statusClientCa !== null && (await isSameFile(program.statusClientCa, config.caCert));
  const warn = (message: string): void => {
    log.write({ level: 'WARNING', fields: {}, message });
  };
  for (const message of statusWarnings(program, isParticipantsCa)) warn(message);
  if (warning !== null) warn(warning);
  let workersUsage: (() => WorkersUsage) | null = null;
  const server = await startStatusServer({
    model: kept === null ? model : viewWithRecords(model, kept.status),
    place: program.status ?? '',
    token,
    tls: await readStatusCredentials(config, program),
    hosts: program.statusHost,
    workers: () => workersUsage?.() ?? null,
    onFault: (thrown) => {
      log.write({
        level: 'ERROR',
        fields: { why: whyOf(thrown) },
        message: 'a request to the status page failed',
      });
    },
  });
  try {
    if (kept !== null) for (const message of await kept.seed(model)) warn(message);
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    url: server.url,
    observe: (event) => {
      model.apply(event);
    },
    get status() {
      return statusOf(model.summary());
    },
    certificate: ({ validTo }) => {
      model.apply({ type: 'certificate', at: Date.now(), validTo });
    },
    watchWorkers: (usage) => {
      workersUsage = usage;
    },
    reloaded: async (options) => {
      model.apply(configured(options.config));
      try {
        await useCredentials(server, options);
      } catch (thrown) {
        warn(`The status page keeps its certificate: ${whyOf(thrown)}`);
      }
    },
    close: async () => {
      model.apply({ type: 'stopped', at: Date.now() });
      await server.close();
    },
  };
}

function configured({ nBits, nBitsTarget, requests, maxSessions, workTimeout }: ServerConfig) {
  const at = Date.now();
  return { type: 'configured', at, nBits, nBitsTarget, requests, maxSessions, workTimeout } as const;
}

async function useCredentials(server: StatusServer, { config, program }: ServerOptions): Promise<void> {
  const credentials = await readStatusCredentials(config, program);
  if (credentials !== null) server.setCredentials(credentials);
}

function whyOf(thrown: unknown): string {
  if (isTlslpError(thrown)) return thrown.message;
  return escapeText(thrown instanceof Error ? (thrown.stack ?? thrown.message) : 'unknown reason', 1000);
}
