import { BatchError } from '../batch-error.js';
import type { SessionRecord } from '../record.js';

/** The records of a batch that a sink has not kept. */
export interface Parts {
  /** Those that it refuses for what they are: the same again would be refused again. */
  readonly refused: readonly SessionRecord[];
  /** Those that it could not take now. */
  readonly failed: readonly SessionRecord[];
}

/** Returns the parts of a batch that was rejected. */
export function partsOf(
  records: readonly SessionRecord[],
  cause: unknown,
  isRefusal: (cause: unknown) => boolean,
): Parts {
  if (!(cause instanceof BatchError)) {
    return isRefusal(cause) ? { refused: records, failed: [] } : { refused: [], failed: records };
  }
  const lost = records.filter((record) => cause.causes.has(record));
  return {
    refused: lost.filter((record) => isRefusal(cause.causes.get(record))),
    failed: lost.filter((record) => !isRefusal(cause.causes.get(record))),
  };
}

/** Returns the rejection for those that are refused: the one that came, if nothing else was in it. */
export function refusalOf(refused: readonly SessionRecord[], cause: unknown): unknown {
  if (!(cause instanceof BatchError)) return cause;
  return new BatchError(new Map(refused.map((record) => [record, cause.causes.get(record)])));
}

/** Returns the cause for these records alone. */
export function causeOf(records: readonly SessionRecord[], cause: unknown): unknown {
  const [first] = records;
  return cause instanceof BatchError && first !== undefined ? cause.causes.get(first) : cause;
}
