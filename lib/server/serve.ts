import type { Observable } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import type { ServerEvent } from './events.js';
import { runServer, type ServeOptions } from './run-server.js';

export type { ServeOptions } from './run-server.js';

/**
 * Runs a whole server and emits its events: first `listening`, then the events of all sessions and of refused connections. Subscribing
 * binds. Unsubscribing closes the listeners and destroys every connection. Completes after a stop, and in tutorial mode after
 * its sessions. `startServer` returns the same server as an object.
 *
 * Errors only if the server cannot start: ConfigError `insecure_host`, `unusable_certificate`, `unusable_address`. Then nothing is left
 * listening.
 */
export function serve(config: ServerConfig, options: ServeOptions = {}): Observable<ServerEvent> {
  return runServer(config, options);
}
