// The session as a function of streams, its context and its events.
export { session } from './session.js';
export type * from './context.js';
export type * from './events.js';
export type { StickyWork, TakenWork, WantedWork, WorkStore } from './work-store.js';
export type { SessionEnd } from './fail-when.js';
export type { IdentityKind } from './identity.js';
export { planCommands, type Plan, type PlannedSession, type RandomSource } from './plan.js';
