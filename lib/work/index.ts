// The proof of work: a solver, and a pool of solver threads.
export { solve, type SolveOptions } from './solve.js';
export { startPool, type Pool, type PoolOptions } from './pool.js';
export type { OnProgress, SearchOptions, Solution, WorkProgress } from './solution.js';
export type { Build, Engine } from './engine.js';
