// The tutorial: an observer that explains a session to the author of its client.
export { createNarrator, type NarratorOptions } from './narrator.js';
export type { Invitation } from './summaries.js';
