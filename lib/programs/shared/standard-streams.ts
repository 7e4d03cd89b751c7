import type { Writable } from 'node:stream';

/** A standard stream of a program, or what stands for it. */
export type ProgramStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a program touches of the world. */
export interface ProgramStreams {
  readonly stdout: ProgramStream;
  readonly stderr: ProgramStream;
}

const FLUSH_DEADLINE_MS = 2000;

/** From now on an error of the stream, such as a reader who is gone or a full disk, does not end the program. */
export function ignoreErrors(stream: Writable): void {
  // Stays: errors come after the call that caused them.
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
}

/** Resolves when the text is written; rejects when it cannot be. */
export function writeText(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Resolves when all that was written has left the process or cannot any more, at the latest after the deadline. Never rejects. */
export function flush(stream: Writable, deadlineMs: number = FLUSH_DEADLINE_MS): Promise<void> {
  // An empty write at a stream that nobody wrote to could wait for a stalled terminal.
  if (stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deadlineMs);
    stream.write('', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function ignore(): void {
  /* nobody is left to tell */
}
