import type { Writable } from 'node:stream';

/** A standard stream of a program, or a stream in its place. */
export type ProgramStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The standard streams that a program writes to. */
export interface ProgramStreams {
  readonly stdout: ProgramStream;
  readonly stderr: ProgramStream;
}

const FLUSH_DEADLINE_MS = 2000;

/** Keeps errors of the stream, such as a closed reader or a full disk, from ending the program. */
export function ignoreErrors(stream: Writable): void {
  // Never removed: an error comes later than the write that caused it.
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
}

/** Writes a text. Resolves when it is written; rejects with the stream's error. */
export function writeText(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Resolves when all earlier writes have ended, or the deadline has passed; 2000 ms when not given. Never rejects. */
export function flush(stream: Writable, deadlineMs: number = FLUSH_DEADLINE_MS): Promise<void> {
  // Without earlier writes, even an empty write could wait for a stalled terminal.
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
  /* the error cannot be shown: the stream for it is this one */
}
