// The client: a session over any source of lines, a run over TLS, and its configuration.
export { clientSession } from './client-session.js';
export type { Answers, ClientContext, Solve, Solved } from './context.js';
export type {
  ClientEvent,
  ClientRunEvent,
  ClosedEvent as ClientClosedEvent,
  ConnectedEvent as ClientConnectedEvent,
  DoneEvent as ClientDoneEvent,
  FailedEvent as ClientFailedEvent,
  ReceivedEvent as ClientReceivedEvent,
  ReconnectingEvent,
  RepliedEvent,
  SolvedEvent,
  WarningEvent as ClientWarningEvent,
} from './events.js';
export { connectTls, type ConnectConfig, type ConnectOptions, type Connection } from './connect.js';
export { runClient, type ClientRunConfig, type ClientRunOptions } from './run.js';
export type { OptionLabel } from '../config/complete-options.js';
export { completeClientConfig, type ClientConfig } from '../config/client-config.js';
