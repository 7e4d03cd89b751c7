import { Control } from './control.js';
import { makeScanner, type Engine } from './engine.js';
import { search, type Share } from './search.js';

/** A job, as the pool sends it to a thread. */
export interface Job {
  readonly id: number;
  readonly token: string;
  readonly nBits: number;
  /** The engine; the fastest that the machine can run when undefined. */
  readonly engine: Engine | undefined;
  readonly share: Share;
  readonly control: SharedArrayBuffer;
}

/** The result of a job, which each thread sends back once. */
export interface JobResult {
  readonly id: number;
  /** Null when the thread was stopped: another thread had found a suffix, or the job was aborted. */
  readonly suffix: string | null;
}

/** Runs a job in the calling thread, then stops the job's other threads. */
export function runJob({ id, token, nBits, engine, share, control: buffer }: Job): JobResult {
  const control = new Control(buffer);
  // A job that was aborted while it waited needs no scanner: building its table takes time.
  const suffix = control.stopped ? null : search(makeScanner(token, nBits, engine), share, control);
  control.stop();
  return { id, suffix };
}
