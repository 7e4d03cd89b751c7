import type { Check } from '../engine/check.js';
import type { ClientStage } from './stage.js';

/** A check of a client. */
export interface ClientCheck extends Check<ClientStage> {}
