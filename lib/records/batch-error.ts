import type { SessionRecord } from './record.js';

/**
 * The rejection of a sink that has kept a part of a batch. Only the records in it are lost, each for its own cause; all others of the batch
 * are durable.
 */
export class BatchError extends Error {
  override readonly name = 'BatchError';
  readonly causes: ReadonlyMap<SessionRecord, unknown>;

  constructor(causes: ReadonlyMap<SessionRecord, unknown>) {
    super(`${causes.size} records could not be kept`);
    this.causes = causes;
  }
}
