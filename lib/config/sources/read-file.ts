/**
 * Reads a file, but at most this many bytes of it.
 * @throws Node's own error
 */
export type ReadFile = (path: string, maxBytes: number) => Promise<Uint8Array>;
