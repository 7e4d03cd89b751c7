// What end users need: the reference's functions, by the contract's names (PROTOCOL.md, section 3).
export { main } from './programs/main.js';
export { argsToServerConfig, buildServerParser } from './programs/server/options.js';
export { completeConfig, LOG_LEVELS, type LogLevel, type ServerConfig } from './config/server-config.js';
export { prepareServerSocket, type PreparedServer } from './contract/prepare-server-socket.js';
export { handleOneSession } from './contract/handle-one-session.js';
export type { SessionOptions } from './server/session-of.js';
export { sendAndReceive } from './contract/send-and-receive.js';
export { sendFail } from './contract/send-fail.js';
export { receiveMessage, sendMessage } from './contract/messages.js';
export {
  ConfigError,
  isTlslpError,
  ProtocolError,
  ServiceError,
  TlslpError,
  TransportError,
  ValidationError,
  type ErrorCode,
} from './protocol/errors.js';

// What only embedders need: a whole server, its records, and the session as a function of streams.
export { serve, type ServeOptions } from './server/serve.js';
export { startServer, type StartOptions, type TlslpServer } from './server/start-server.js';
export { sessionsOn } from './server/sessions-on.js';
export type { SessionsOptions } from './server/sessions.js';
export type { Observer } from './server/observers.js';
export type {
  AcceptedEvent,
  CredentialsChangedEvent,
  CredentialsRejectedEvent,
  ListeningEvent,
  Refusal,
  RefusedEvent,
  ServerEvent,
  StoppingEvent,
  ServerErrorEvent,
} from './server/events.js';
export {
  checkCredentials,
  readCredentials,
  type CredentialPaths,
  type Credentials,
  type PemCredentials,
} from './tls/credentials.js';
export type { CredentialsSource } from './tls/credentials-changes.js';
export { openRecords } from './records/open-records.js';
export { defaultRecordsPath } from './records/default-path.js';
export type { SessionRecords, RecordsOptions } from './records/session-records.js';
export type { SessionRecord } from './records/record.js';
export { session } from './session/session.js';
export type { RecordStore, SessionContext } from './session/context.js';
export type * from './session/events.js';
export { planCommands, type Plan, type RandomSource } from './session/plan.js';
export { createNarrator, type NarratorOptions } from './observe/tutorial/narrator.js';

// The pieces underneath: lines over any stream, and the language itself.
export { lines } from './lines/lines.js';
export { lineWriter, type SendLine } from './lines/writer.js';
export { closeGracefully, type LingerOptions } from './lines/close.js';
export { nextLoopTurn } from './lines/next-loop-turn.js';
export { formatCommand, parseCommand, stepOf, type Command } from './protocol/commands.js';
export {
  checkAnswer,
  formatBodyAnswer,
  splitBodyAnswer,
  type Answer,
  type AskingCommand,
} from './protocol/answers.js';
export { checksum, trailingZeroBits, workDigest } from './protocol/digests.js';
export { failLineOf, outcomeOf, type Outcome } from './protocol/failures.js';
export { escapeText } from './protocol/escape.js';

// The other side: a client, and the proof of work.
export { clientSession } from './client/client-session.js';
export type { Answers, ClientContext, Solve } from './client/context.js';
export type { ClientEvent } from './client/events.js';
export { connectTls } from './client/connect.js';
export { runClient } from './client/run.js';
export { completeClientConfig, type ClientConfig } from './config/client-config.js';
export { solve, type SolveOptions } from './work/solve.js';
export { startPool, type Pool, type PoolOptions } from './work/pool.js';
export type { OnProgress, SearchOptions, Solution, WorkProgress } from './work/solution.js';
export type { Engine } from './work/engine.js';
