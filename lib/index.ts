// What end users need: the reference's functions, by the contract's names (PROTOCOL.md, section 3).
export type { ServerConfig, LogLevel } from './server/config.js';
export { LOG_LEVELS } from './server/config.js';
export { prepareServerSocket, type PreparedServer } from './server/prepare-server-socket.js';
export { handleOneSession, type SessionOptions } from './server/handle-one-session.js';
export { sendAndReceive } from './server/send-and-receive.js';
export { sendFail } from './server/send-fail.js';
export { sendMessage, receiveMessage } from './server/messages.js';
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

// What only embedders need: the session as a function of streams, and the pieces around it.
export { serve, type ServeOptions } from './server/serve.js';
export type { ServerEvent } from './server/events.js';
export { session } from './session/session.js';
export type { Keeper, SessionContext } from './session/context.js';
export type * from './session/events.js';
export { planCommands, type Plan, type RandomSource } from './session/plan.js';
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
