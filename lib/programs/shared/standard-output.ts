import { unblockedDescriptor } from './descriptor.js';
import { droppedText, LineOutput, MAX_WAITING_BYTES } from './line-output.js';
import type { Log } from './log.js';

export interface StandardOutputOptions {
  /** Logs that standard output cannot be written, for example because its reader has closed. */
  readonly log: Pick<Log, 'write'>;
  /** Drop no lines, however slow the reader is. */
  readonly tutorial: boolean;
  /** Returns the beginning of a line that no event has. Default: nothing. */
  readonly timeNow?: () => string;
  /** The descriptor of standard output. Default 1. */
  readonly fd?: number;
}

/** Opens standard output for lines. A write never makes a session wait. */
export function openStandardOutput({
  log,
  tutorial,
  timeNow = () => '',
  fd = 1,
}: StandardOutputOptions): LineOutput {
  return new LineOutput({
    ...unblockedDescriptor(fd),
    // A person follows the tutorial step by step, beside the output of a client.
    atOnce: tutorial,
    maxWaitingBytes: tutorial ? Infinity : MAX_WAITING_BYTES,
    describeDropped: (lines) => `${timeNow()}${droppedText(lines)}`,
    onError: ({ code = 'unknown' }) => {
      log.write({ level: 'WARNING', fields: { code }, message: 'standard output cannot be written' });
    },
  });
}
