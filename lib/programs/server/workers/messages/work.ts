import type { TakenWork, WantedWork } from '../../../../session/work-store.js';
import { defineAsk, defineTell } from '../channel/service.js';

/** Of a worker: the work for a session. */
export const TAKE_WORK = defineAsk<WantedWork, TakenWork>('wk');

/** Of a worker: the proof for this token, by this session, is good. Answered with whether it is the first. */
export const SPEND_WORK = defineAsk<readonly [token: string, session: string], boolean>('wk!');

/** Of a worker: this session has ended in WORK. */
export const RELEASE_WORK = defineTell<string>('wk-');

/** Of a worker: the proof of this session was wrong. */
export const DISCARD_WORK = defineTell<string>('wk~');
