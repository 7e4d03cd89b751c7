// The session as a function of streams, and what goes in and comes out of it.
export { session } from './session.js';
export type * from './context.js';
export type * from './events.js';
export { planCommands, type Plan, type PlannedSession, type RandomSource } from './plan.js';
