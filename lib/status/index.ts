// The status of a server, folded from its events: pure, and bounded.
export { StatusModel, type StatusModelOptions } from './status-model.js';
export { foldStatus } from './fold-status.js';
export type {
  CertificateInput,
  ConfiguredInput,
  RecordedInput,
  RecordsInput,
  StatusInput,
  StoppedInput,
} from './input.js';
export * from './entries.js';
export * from './snapshot.js';
export type * from './messages.js';
