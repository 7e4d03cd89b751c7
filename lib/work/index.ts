// The proof of work: a solver, a pool of solver threads, and work that survives a lost connection.
export { solve, type SolveOptions } from './solve.js';
export { startPool, type Pool, type PoolOptions } from './pool.js';
export type { OnProgress, SearchOptions, Solution, WorkProgress } from './solution.js';
export type { Build, Engine } from './engine.js';
export {
  MemoryWorkStore,
  type MemoryWorkStoreOptions,
  type UnspentWork,
} from './sticky/memory-work-store.js';
export type { StickyWork, TakenWork, WantedWork, WorkStore } from '../session/work-store.js';
