import { isIPv6 } from 'node:net';

/** Where a server listens. */
export type ListenTarget =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A socket of this machine, by its path. */
  | { readonly kind: 'unix'; readonly path: string }
  /** A listening socket that the parent process left open: by its number, or by the name that systemd gave it. */
  | { readonly kind: 'fd'; readonly fd: number | string };

/**
 * The longest path of a unix socket, in bytes. The kernel takes 107 on Linux and 103 on macOS, and the shorter one holds everywhere. One
 * byte is left for the name under which the socket is made before it is moved to its path.
 */
export const MAX_SOCKET_PATH_BYTES = 102;

/** Descriptors 0 to 2 are the standard streams. */
const FIRST_DESCRIPTOR = 3;
const MAX_DESCRIPTOR = 1_048_575;
const MAX_HOST_CHARS = 255;
const MAX_PORT = 65_535;

export const LISTEN_TARGET_RULE = `HOST:PORT, [IPV6]:PORT, unix:PATH (at most ${MAX_SOCKET_PATH_BYTES} bytes), fd:N (${FIRST_DESCRIPTOR} or more) or fd:NAME`;

/** Parses `HOST:PORT`, `[::1]:PORT`, `unix:PATH`, `fd:N` or `fd:NAME`. Returns undefined for any other text. */
export function parseListenTarget(text: string): ListenTarget | undefined {
  if (text.startsWith('unix:')) return unixTarget(text.slice('unix:'.length));
  if (text.startsWith('fd:')) return descriptorTarget(text.slice('fd:'.length));
  const [, six, name, digits = ''] =
    /^(?:\[([^\]]+)\]|([^[\]:\s\p{C}]+)):(0|[1-9][0-9]{0,4})$/u.exec(text) ?? [];
  const host = six ?? name;
  const port = Number(digits);
  if (host === undefined || host.length > MAX_HOST_CHARS || port > MAX_PORT) return undefined;
  if (six !== undefined && !isIPv6(six)) return undefined;
  return { kind: 'tcp', host, port };
}

function unixTarget(path: string): ListenTarget | undefined {
  const fits = Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES;
  return path === '' || path.includes('\0') || path.endsWith('/') || !fits
    ? undefined
    : { kind: 'unix', path };
}

function descriptorTarget(text: string): ListenTarget | undefined {
  if (/^[0-9]+$/.test(text)) {
    const fd = Number(text);
    const isUsable = String(fd) === text && fd >= FIRST_DESCRIPTOR && fd <= MAX_DESCRIPTOR;
    return isUsable ? { kind: 'fd', fd } : undefined;
  }
  // The names of systemd: printable ASCII without a colon, up to 255 characters. The first is a letter, so that no number is a name.
  return /^[A-Za-z][!-9;-~]{0,254}$/.test(text) ? { kind: 'fd', fd: text } : undefined;
}
