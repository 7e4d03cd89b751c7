import type { Observable } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import type { ServerEvent } from './events.js';
import { runServer, type ServeOptions } from './run-server.js';

export type { ServeOptions } from './run-server.js';

/**
 * A whole server, as its events: `listening` first, then those of all its sessions, and of the connections that never became one.
 * Subscribing binds; unsubscribing closes the listeners and destroys every connection. It completes after a stop, and in tutorial mode
 * after one session. `startServer` gives the same as an object.
 *
 * Errors only when it cannot start: ConfigError `insecure_host`, `unusable_certificate`, `unusable_address`, and nothing is left listening.
 */
export function serve(config: ServerConfig, options: ServeOptions = {}): Observable<ServerEvent> {
  return runServer(config, options);
}
