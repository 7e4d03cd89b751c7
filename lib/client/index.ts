// The client: a session over any source of lines, a run over TLS, and its configuration.
export { clientSession } from './client-session.js';
export type { Answers, ClientContext, Solve, Solved } from './context.js';
export type {
  ClientEvent,
  DoneEvent as ClientDoneEvent,
  FailedEvent as ClientFailedEvent,
  ReceivedEvent as ClientReceivedEvent,
  RepliedEvent,
  SolvedEvent,
} from './events.js';
export { connectTls, type ConnectConfig, type ConnectOptions, type Connection } from './connect.js';
export {
  runClient,
  type ClientRunConfig,
  type ClientRunEvent,
  type ClientRunOptions,
  type ClosedEvent as ClientClosedEvent,
  type ConnectedEvent as ClientConnectedEvent,
  type WarningEvent as ClientWarningEvent,
} from './run.js';
export type { OptionLabel } from '../config/complete-options.js';
export { completeClientConfig, type ClientConfig } from '../config/client-config.js';
