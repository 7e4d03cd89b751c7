// A whole server, its configuration, and its pieces.
export { serve, type ServeOptions } from './serve.js';
export {
  REFUSALS,
  type ListeningEvent,
  type Refusal,
  type RefusedEvent,
  type ServerErrorEvent,
  type ServerEvent,
  type StoppingEvent,
} from './events.js';
export { sessionOf, type SessionOptions } from './session-of.js';
export { prepareServerSocket, type PreparedServer } from './accept/prepare-server-socket.js';
export type { OptionLabel } from '../config/complete-options.js';
export { completeConfig, LOG_LEVELS, type LogLevel, type ServerConfig } from '../config/server-config.js';
