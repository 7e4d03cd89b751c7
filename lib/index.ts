// What end users need: the reference's functions, by the contract's names (PROTOCOL.md, section 3).
export { main } from './cli/main.js';
export { argsToServerConfig, buildServerParser } from './cli/options/server-options.js';
export { completeConfig, LOG_LEVELS, type LogLevel, type ServerConfig } from './server/config.js';
export { prepareServerSocket, type PreparedServer } from './server/prepare-server-socket.js';
export { handleOneSession, type SessionOptions } from './server/handle-one-session.js';
export { sendAndReceive } from './server/send-and-receive.js';
export { sendFail } from './server/send-fail.js';
export { receiveMessage, sendMessage } from './server/messages.js';
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
export type {
  ListeningEvent,
  Refusal,
  RefusedEvent,
  ServerEvent,
  StoppingEvent,
  TroubleEvent,
} from './server/events.js';
export { openRecords } from './records/open-records.js';
export { defaultRecordsPath } from './records/default-path.js';
export type { Records, RecordsOptions } from './records/records.js';
export type { SessionRecord } from './records/record.js';
export { session } from './session/session.js';
export type { Keeper, SessionContext } from './session/context.js';
export type * from './session/events.js';
export { planCommands, type Plan, type RandomSource } from './session/plan.js';
export { createNarrator, type NarratorOptions } from './tutorial/narrator.js';

// The pieces underneath: lines over any stream, and the language itself.
export { lines } from './lines/lines.js';
export { lineWriter, type SendLine } from './lines/writer.js';
export { closeInOrder, type LingerOptions } from './lines/close.js';
export { turnOfTheLoop } from './lines/turn.js';
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
export { completeClientConfig, type ClientConfig } from './client/config.js';
export { solve, type SolveOptions } from './work/solve.js';
export { startPool, type Pool, type PoolOptions } from './work/pool.js';
export type { OnProgress, SearchOptions, Solution, WorkProgress } from './work/solution.js';
export type { Engine } from './work/engine.js';
