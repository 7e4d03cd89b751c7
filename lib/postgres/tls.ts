import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError } from '../protocol/errors.js';
import { showPath } from '../protocol/escape.js';
import { systemErrorText } from '../protocol/system-errors.js';

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** What `sslmode` can be, with the meaning of libpq. */
export type TlsMode = (typeof MODES)[number];

export interface TlsSettings {
  readonly mode: TlsMode;
  /** The path of the certificates to trust, or `system`; null for none. */
  readonly rootCert: string | null;
  /** The paths of the client's certificate and key; null for none. */
  readonly cert: string | null;
  readonly key: string | null;
  readonly passphrase: string | null;
  /** Whether TLS begins without being asked for. */
  readonly isDirect: boolean;
  readonly bindsChannel: boolean;
}

export function isTlsMode(text: string): text is TlsMode {
  return MODES.some((mode) => mode === text);
}

/**
 * Returns how to connect, in the order in which it is tried: with TLS, as Node knows it, or without (`false`). `prefer` and `allow` do
 * without TLS where the server has none, and trust any certificate, as libpq does: they protect from nobody in between.
 * @param isSocket whether the server is reached by a socket of this machine, where there is no TLS
 * @throws {ConfigError} `unusable_database`: a file cannot be read
 */
export async function tlsAttempts(
  settings: TlsSettings,
  isSocket: boolean,
): Promise<readonly (ConnectionOptions | false)[]> {
  const { mode } = settings;
  if (isSocket || mode === 'disable') return [false];
  const secure = await secureOptions(settings);
  if (mode === 'prefer') return [secure, false];
  return mode === 'allow' ? [false, secure] : [secure];
}

async function secureOptions(settings: TlsSettings): Promise<ConnectionOptions> {
  const { rootCert, cert, key, passphrase } = settings;
  const verifies = verifiesOf(settings);
  const ca =
    verifies === 'nothing' || rootCert === null || rootCert === 'system' ? null : await read(rootCert);
  return {
    rejectUnauthorized: verifies !== 'nothing',
    ...(ca === null ? {} : { ca }),
    ...(cert === null || key === null ? {} : { cert: await read(cert), key: await read(key) }),
    ...(passphrase === null ? {} : { passphrase }),
    ...(verifies === 'name' ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** What is verified of the server: with a root certificate at hand, `require` is `verify-ca`, as in libpq. */
function verifiesOf({ mode, rootCert }: TlsSettings): 'nothing' | 'chain' | 'name' {
  if (mode === 'verify-full' || rootCert === 'system') return 'name';
  if (mode === 'verify-ca') {
    if (rootCert !== null) return 'chain';
    throw new ConfigError(
      'unusable_database',
      'sslmode=verify-ca needs sslrootcert, or ~/.postgresql/root.crt: otherwise any certificate authority could vouch for the database. Name one, or use verify-full.',
    );
  }
  return mode === 'require' && rootCert !== null ? 'chain' : 'nothing';
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(
      'unusable_database',
      `${showPath(path)} cannot be read: ${systemErrorText(cause)}.`,
      { cause },
    );
  }
}
