import { unblockedDescriptor } from './descriptor.js';
import { LineOutput, MAX_WAITING_BYTES } from './line-output.js';
import type { Log } from './log.js';

export interface StandardOutputOptions {
  /** Told once when standard output cannot be written, as when its reader is gone. */
  readonly log: Pick<Log, 'write'>;
  /** Drop nothing, however long it waits. */
  readonly tutorial: boolean;
  /** Standard output, or what stands for it. Default 1. */
  readonly fd?: number;
}

/** Standard output as lines that never make a session wait. */
export function openStandardOutput({ log, tutorial, fd = 1 }: StandardOutputOptions): LineOutput {
  return new LineOutput({
    ...unblockedDescriptor(fd),
    maxWaitingBytes: tutorial ? Infinity : MAX_WAITING_BYTES,
    onError: ({ code = 'unknown' }) => {
      log.write({ level: 'WARNING', fields: { code }, message: 'standard output cannot be written' });
    },
  });
}
