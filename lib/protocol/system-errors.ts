/** The words for the error codes of the system and of Node. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  // Files.
  ENOENT: 'no such file',
  ENOTDIR: 'a part of its path is not a directory',
  EEXIST: 'it already exists',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its path has too many symbolic links',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file has its maximum size',
  EROFS: 'the file system is read-only',
  EIO: 'the disk failed',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENXIO: 'no process reads it',
  // Ours, of a FIFO.
  NO_WRITER: 'no process writes to it',
  EPIPE: 'its reader has closed it',
  // Networks.
  EADDRINUSE: 'the port is taken',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAFNOSUPPORT: 'this machine has no such address',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name server does not answer',
};

/** Returns the code of an error, such as `ENOENT` or `ERR_SSL_NO_SHARED_CIPHER`; undefined when it has none. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}

/**
 * Describes why something failed, in a few words. Safe to send to a peer: the text holds no path. Names a code that has no words here.
 * @param own the caller's words for some codes; they override the common ones
 */
export function systemErrorText(thrown: unknown, own: Readonly<Record<string, string>> = {}): string {
  const code = codeOf(thrown);
  if (code === undefined) return 'it failed';
  return own[code] ?? SYSTEM_ERRORS[code] ?? `it failed with ${code}`;
}
