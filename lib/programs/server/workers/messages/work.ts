import type { TakenWork, WantedWork } from '../../../../session/work-store.js';
import type { DifficultyChange } from '../../../../work/difficulty/difficulty.js';
import { defineAsk, defineTell } from '../channel/service.js';

/** Of a worker: which work does this session give its client? The session holds it from the answer on. */
export const TAKE_WORK = defineAsk<WantedWork, TakenWork>('work');

/** Of a worker: a proof is valid. Answered with whether it is the first for its token. */
export const SPEND_WORK = defineAsk<readonly [token: string, session: string], boolean>('work+');

/** Of a worker, while the primary keeps the work in its memory: a session has given its client this fresh work, and holds it. */
export const HOLD_WORK = defineTell<WantedWork>('work=');

/** To a worker: a certificate has work that no session holds. */
export const WORK_FREED = defineTell<string>('work~');

/** Of a worker: a session has ended in WORK; the client can have its work again. */
export const RELEASE_WORK = defineTell<string>('work-');

/** Of a worker: nobody gets the work of this session again. Its suffix was wrong; or valid, and the worker has spent it. */
export const DISCARD_WORK = defineTell<string>('work!');

/** To a worker: the number of zero bits has changed. */
export const DIFFICULTY = defineTell<DifficultyChange>('bits');
