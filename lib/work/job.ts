import { cryptoScanner } from './crypto-scanner.js';
import { Control } from './control.js';
import { search, type Share } from './search.js';

/** What the pool sends to a thread. */
export interface Job {
  readonly id: number;
  readonly token: string;
  readonly nBits: number;
  readonly share: Share;
  readonly control: SharedArrayBuffer;
}

/** What a thread sends back, once for each job. */
export interface JobResult {
  readonly id: number;
  /** Null: told to stop, by another thread's success or by the job's owner. */
  readonly suffix: string | null;
}

/** Does a job in the thread it is called in. */
export function runJob({ id, token, nBits, share, control: buffer }: Job): JobResult {
  const control = new Control(buffer);
  const suffix = search(cryptoScanner(token, nBits), share, control);
  control.stop();
  return { id, suffix };
}
