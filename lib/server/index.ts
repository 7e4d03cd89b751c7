// A whole server, its configuration and its parts.
export { serve, type ServeOptions } from './serve.js';
export { startServer, type StartOptions, type TlslpServer } from './start-server.js';
export { serverStates, type ServerState } from './states.js';
export type { ReloadSource } from './reload.js';
export { sessionsOn, securedBy } from './sessions-on.js';
// The steps of the accept path, for embedders who compose their own.
export { accept } from './accept/accept.js';
export { ReasonCounts } from './reason-counts.js';
export { limit } from './accept/limit.js';
export { Limits, type LimitsEvent } from './limits/limits.js';
export type { LimitsOptions } from './limits/limits-options.js';
export type { AdmissionLimits, HandshakeTicket, NowOrLater } from './limits/admission-limits.js';
export type { ProcessLoadOptions } from './limits/process-load.js';
export type { CreateListener } from './accept/create-listener.js';
export type { MemoryUse } from './limits/memory-meter.js';
export { Rejection } from './limits/rejection.js';
export type { Shed } from '../protocol/reasons.js';
export { REASONS, type EndReason, type Reason } from '../protocol/reasons.js';
export {
  bind,
  bindAll,
  type BindOptions,
  type Bound,
  type ListeningPlace,
  type TakeConnection,
} from './accept/bind.js';
export type { ListenTarget } from '../config/listen-targets.js';
export { connections } from './accept/connections.js';
export { origin } from './accept/origin.js';
export { handshake } from './accept/handshake.js';
export { verify } from './accept/verify.js';
export { refuseFlooders } from './accept/refuse-flooders.js';
export { TrafficGuard } from './traffic/traffic-guard.js';
export type {
  AcceptContext,
  Arrived,
  Handshaking,
  Located,
  Proxied,
  Secured,
  Step,
  Verified,
} from './accept/step.js';
export type { ProxiedContext } from './accept/proxied.js';
export type { SessionsOptions } from './sessions.js';
export type { Observer } from './observers.js';
export {
  checkCredentials,
  readCredentials,
  type CredentialPaths,
  type Credentials,
  type PemCredentials,
} from '../tls/credentials.js';
export type { CertificateInUse } from '../tls/secure-server.js';
export type { CredentialsSource } from '../tls/credentials-changes.js';
export { CREDENTIALS_WARNINGS, type CredentialsWarningCode } from '../tls/credentials-warning.js';
export {
  REFUSALS,
  type AcceptedEvent,
  type CredentialsChangedEvent,
  type CredentialsRejectedEvent,
  type CredentialsWarningEvent,
  type DifficultyChangedEvent,
  type DrainTimedOutEvent,
  type ListeningEvent,
  type Refusal,
  type RefusedCertificate,
  type RefusedEvent,
  type ReloadedEvent,
  type ReloadRejectedEvent,
  type ServerErrorEvent,
  type ServerEvent,
  type SheddingEvent,
  type StressBeganEvent,
  type StressCause,
  type StressEndedEvent,
  type WouldRefuseEvent,
  type StoppingEvent,
  type TutorialTimedOutEvent,
} from './events.js';
export {
  DIFFICULTY_CAUSES,
  type Difficulty,
  type DifficultyCause,
  type DifficultyChange,
} from '../work/difficulty/difficulty.js';
export type { DifficultySettings } from '../work/difficulty/settings.js';
export type { NBits, NBitsRange } from '../config/n-bits.js';
export { sessionOf, type SessionOptions } from './session-of.js';
export type { OptionLabel } from '../config/complete-options.js';
export { completeConfig, LOG_LEVELS, type LogLevel, type ServerConfig } from '../config/server-config.js';
export type { PlanChoice } from './plan-choice.js';
