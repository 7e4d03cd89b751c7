import type { SessionRecord } from '../../../../records/record.js';
import { defineAsk } from '../channel/service.js';

/** Of a worker: keep these records. Answered when they are safe. */
export const APPEND = defineAsk<readonly SessionRecord[], null>('rec');

/** Of a worker, with `once`: may this session commit as this identity? Answered when no other session of it is committing. */
export const COMMIT_ONCE = defineAsk<readonly [id: string, identity: string], boolean>('once');
