import { Control } from './control.js';
import { makeScanner, type Engine } from './engine.js';
import { search, type Share } from './search.js';

/** What the pool sends to a thread. */
export interface Job {
  readonly id: number;
  readonly token: string;
  readonly nBits: number;
  /** The fastest that the machine can run when not given. */
  readonly engine: Engine | undefined;
  readonly share: Share;
  readonly control: SharedArrayBuffer;
}

/** What a thread sends back, once for each job. */
export interface JobResult {
  readonly id: number;
  /** Null: told to stop, by another thread's success or by the job's owner. */
  readonly suffix: string | null;
}

/** Does a job in the thread it is called in, and tells the job's other threads when it has succeeded. */
export function runJob({ id, token, nBits, engine, share, control: buffer }: Job): JobResult {
  const control = new Control(buffer);
  // Jobs that were given up while they waited are not worth a table.
  const suffix = control.stopped ? null : search(makeScanner(token, nBits, engine), share, control);
  control.stop();
  return { id, suffix };
}
