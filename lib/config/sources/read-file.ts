import { open, type FileHandle } from 'node:fs/promises';

/**
 * Reads a file, but at most this many bytes of it.
 * @throws Node's own error
 */
export type ReadFile = (path: string, maxBytes: number) => Promise<Uint8Array>;

const READ_BYTES = 64 * 1024;

export const readFileAtMost: ReadFile = async (path, maxBytes) => {
  const file = await open(path);
  try {
    return await readAtMost(file, maxBytes);
  } finally {
    await file.close();
  }
};

/** Reads to the end or to the limit, whichever comes first. A pipe returns its contents in pieces. */
async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let total = 0; total < maxBytes;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(READ_BYTES, maxBytes - total)));
    if (bytesRead === 0) break;
    pieces.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(pieces);
}
