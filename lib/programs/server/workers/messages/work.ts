import type { TakenWork, WantedWork } from '../../../../session/work-store.js';
import type { DifficultyChange } from '../../../../work/difficulty/difficulty.js';
import { defineAsk, defineTell } from '../channel/service.js';

/** Of a worker: which work does this session give its client? */
export const TAKE_WORK = defineAsk<WantedWork, TakenWork>('work');

/** Of a worker: a proof is valid. Answered with whether it is the first for its token. */
export const SPEND_WORK = defineAsk<readonly [token: string, session: string], boolean>('work+');

/** Of a worker: a session has ended in WORK; the client can have its work again. */
export const RELEASE_WORK = defineTell<string>('work-');

/** Of a worker: a session has ended in WORK, and nobody gets its work again. */
export const DISCARD_WORK = defineTell<string>('work!');

/** To a worker: the number of zero bits has changed. */
export const DIFFICULTY = defineTell<DifficultyChange>('bits');
