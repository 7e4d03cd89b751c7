import { SERVER_OPTIONS } from '../config/server-options.js';
import type { ServerConfig } from '../config/server-config.js';
import { ConfigError } from '../protocol/errors.js';
import type { Credentials } from '../tls/credentials.js';

/** Where a reload gets the configuration from: the configuration itself, or a function that reads it. */
export type ReloadSource = ServerConfig | (() => ServerConfig | Promise<ServerConfig>);

/**
 * Runs one reload at a time. Requests that come during a reload share one more, with the source of the last of them: a storm of
 * requests is two reloads at most.
 */
export class Reloads {
  readonly #reload: (source: ReloadSource) => Promise<void>;
  #running: Promise<void> | null = null;
  #next: { source: ReloadSource; readonly result: Promise<void> } | null = null;

  /** @param reload reads and applies; rejects if nothing was changed */
  constructor(reload: (source: ReloadSource) => Promise<void>) {
    this.#reload = reload;
  }

  /** Settles like the reload that reads everything after this call. */
  request(source: ReloadSource): Promise<void> {
    if (this.#running === null) return this.#start(source);
    if (this.#next !== null) {
      this.#next.source = source;
      return this.#next.result;
    }
    const result = this.#running.catch(() => null).then(() => this.#startNext());
    this.#next = { source, result };
    return result;
  }

  #start(source: ReloadSource): Promise<void> {
    const running = this.#reload(source).finally(() => {
      this.#running = null;
    });
    this.#running = running;
    return running;
  }

  #startNext(): Promise<void> {
    const next = this.#next;
    this.#next = null;
    return next === null ? Promise.resolve() : this.#start(next.source);
  }
}

/** The parts of a running server that a reload reads and replaces. */
export interface Reloadable {
  /** The configuration that holds now. */
  readonly config: () => ServerConfig;
  /** Reads and checks the files that a configuration names; null if the server does not read files. */
  readonly read: (config: ServerConfig) => Promise<Credentials | null>;
  /** Uses both from now on. Throws if the credentials are unusable, and then changes nothing. */
  readonly apply: (config: ServerConfig, credentials: Credentials | null) => void;
}

/**
 * Reads everything, proves it good together, then applies it. Returns the properties of the configuration that changed.
 *
 * Rejects if anything is wrong: then nothing was changed.
 */
export async function reload(server: Reloadable, source: ReloadSource): Promise<readonly string[]> {
  const config = typeof source === 'function' ? await source() : source;
  const changed = reloadableChanges(server.config(), config);
  server.apply(config, await server.read(config));
  return changed;
}

/**
 * Returns the properties that differ.
 * @throws {ConfigError} `needs_restart`: a running server cannot change one of them
 */
function reloadableChanges(before: ServerConfig, after: ServerConfig): string[] {
  const changed = (Object.keys(SERVER_OPTIONS) as (keyof ServerConfig)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const fixed = changed.filter((name) => SERVER_OPTIONS[name].needsRestart === true);
  if (fixed.length === 0) return changed;
  throw needsRestart(fixed);
}

/** Returns the error for options that a running server cannot change. */
export function needsRestart(names: readonly string[]): ConfigError {
  const verb = names.length === 1 ? 'needs' : 'need';
  return new ConfigError('needs_restart', `${names.join(', ')} ${verb} a restart of the server to change`);
}
