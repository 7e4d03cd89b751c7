import { unblockedDescriptor } from '../../../lib/programs/shared/descriptor.js';
import { LineOutput } from '../../../lib/programs/shared/line-output.js';
import { openLog } from '../../../lib/programs/shared/log.js';

/**
 * Writes more than a pipe or a terminal takes, and then does what its parent says: the parent is a test whose reading stalls.
 * Arguments: `lines`, `lossless` or `log`; how many lines; the deadline of the end, in milliseconds.
 */
const [, , kind = 'lines', lines = '0', deadlineMs = '2000'] = process.argv;

interface Sink {
  line(text: string): void;
  end(deadlineMs: number): Promise<void>;
}

function lineSink(maxWaitingBytes: number): Sink {
  const output = new LineOutput({
    ...unblockedDescriptor(1),
    maxWaitingBytes,
    onError: ({ code }) => {
      tell({ trouble: code });
    },
  });
  return {
    line: (text) => {
      output.writeLine(text);
    },
    end: (ms) => output.end(ms),
  };
}

function logSink(): Sink {
  const log = openLog({ level: 'INFO', fd: 1 });
  return {
    line: (message) => {
      log.write({ level: 'INFO', fields: {}, message });
    },
    end: (ms) => log.end(ms),
  };
}

function tell(message: object): void {
  process.send?.(message);
}

async function end(): Promise<void> {
  await sink.end(Number(deadlineMs));
  tell({ ended: true });
  if (process.connected) process.disconnect();
}

const sink = kind === 'log' ? logSink() : lineSink(kind === 'lossless' ? Infinity : 1024 * 1024);
for (let n = 0; n < Number(lines); n++) sink.line(`${n} ${'x'.repeat(1000)}`);
tell({ written: true });

process.on('message', (message) => {
  if (message === 'end') void end();
  else if (message === 'line') sink.line('one more');
  else tell({ pong: true });
});
// Without a parent to say so, as on a terminal, the end comes at once.
if (process.send === undefined) void end();
