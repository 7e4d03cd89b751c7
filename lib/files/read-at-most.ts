import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../protocol/system-errors.js';
import { openToRead } from './open-to-read.js';

const READ_BYTES = 64 * 1024;

/** How long a FIFO may bring nothing, and how often it is looked at, in milliseconds. */
const FIFO_PATIENCE_MS = 10_000;
const FIFO_LOOK_MS = 20;

/**
 * Reads an open file to its end or to the limit, whichever comes first. Its size is not asked for: a pipe and a device have none.
 *
 * A FIFO has an end once somebody has written to it, and then closed it. One to which nobody writes for ten seconds is an error.
 * @param file as `openToRead` opens it
 * @param maxBytes one more than what is acceptable tells a file that is too large
 * @throws Node's own error; NO_WRITER if nobody writes to a FIFO
 */
export async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const isFifo = (await file.stat()).isFIFO();
  const pieces: Buffer[] = [];
  let total = 0;
  let waitedMs = 0;
  while (total < maxBytes) {
    // A pipe returns its contents in pieces.
    const piece = await readSome(file, Math.min(READ_BYTES, maxBytes - total));
    if (piece !== null && piece.length > 0) {
      pieces.push(piece);
      total += piece.length;
      waitedMs = 0;
      continue;
    }
    // The end, but for a FIFO that nobody has opened to write yet.
    if (piece !== null && (!isFifo || total > 0)) break;
    if (waitedMs >= FIFO_PATIENCE_MS) throw nobodyWrites();
    await delay(FIFO_LOOK_MS);
    waitedMs += FIFO_LOOK_MS;
  }
  return Buffer.concat(pieces);
}

/**
 * Reads a file by its path, as `readAtMost` does.
 * @throws as `readAtMost`
 */
export async function readFileAtMost(path: string, maxBytes: number): Promise<Buffer> {
  const file = await openToRead(path);
  try {
    return await readAtMost(file, maxBytes);
  } finally {
    await file.close();
  }
}

/** Returns null if there is nothing to read now, and somebody can still write. */
async function readSome(file: FileHandle, bytes: number): Promise<Buffer | null> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes));
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return null;
    throw error;
  }
}

function nobodyWrites(): Error {
  return Object.assign(new Error('no process writes to the FIFO'), { code: 'NO_WRITER' });
}
