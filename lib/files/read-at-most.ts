import { open, type FileHandle } from 'node:fs/promises';

const READ_BYTES = 64 * 1024;

/**
 * Reads an open file to its end or to the limit, whichever comes first. Its size is not asked for: a pipe and a device have none.
 * @param maxBytes one more than what is acceptable tells a file that is too large
 */
export async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let total = 0; total < maxBytes;) {
    // A pipe returns its contents in pieces.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(READ_BYTES, maxBytes - total)));
    if (bytesRead === 0) break;
    pieces.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(pieces);
}

/**
 * Reads a file by its path, as `readAtMost` does.
 * @throws Node's own error
 */
export async function readFileAtMost(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    return await readAtMost(file, maxBytes);
  } finally {
    await file.close();
  }
}
