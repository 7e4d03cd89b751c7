import type { SecureContextOptions } from 'node:tls';
import { parseStatusAddress, type StatusAddress } from '../../../config/status-address.js';
import { readFileAtMost } from '../../../files/read-at-most.js';
import { ConfigError } from '../../../protocol/errors.js';
import { escapeText } from '../../../protocol/escape.js';
import { systemErrorText } from '../../../protocol/system-errors.js';
import { readCredentials, secureContextOf } from '../../../tls/credentials.js';
import { readPem } from '../../../tls/read-pem.js';
import { usesTls, type TopConfig } from '../options.js';

/** All that is needed to ask a server. */
export interface Connection {
  readonly address: StatusAddress;
  readonly tls: TlsSettings | null;
  readonly token: string | null;
}

export interface TlsSettings {
  readonly options: SecureContextOptions;
  /** The file of the CAs; null for those that Node trusts. */
  readonly caCert: string | null;
}

const MAX_TOKEN_BYTES = 4096;
const minVersion = 'TLSv1.2';

/**
 * Reads the files of the configuration.
 * @throws {ConfigError} `invalid_option`, `unusable_file`, `unusable_certificate`
 */
export async function prepareConnection(config: TopConfig): Promise<Connection> {
  const address = parseStatusAddress(config.status);
  if (address === undefined) throw new ConfigError('invalid_option', 'status: is no address');
  return {
    address,
    tls: usesTls(config) ? await tlsSettings(config) : null,
    token: config.statusTokenFile === null ? null : await readToken(config.statusTokenFile),
  };
}

async function tlsSettings({ caCert, clientCert, privateKey }: TopConfig): Promise<TlsSettings> {
  if (clientCert === null || privateKey === null) {
    const ca = caCert === null ? {} : { ca: await readPem('CA certificate', caCert) };
    return { options: { ...ca, minVersion }, caCert };
  }
  const paths = { cert: clientCert, key: privateKey, ca: caCert };
  const { cert, key, ca } = await readCredentials(paths);
  const options = { cert, key, ...(ca === null ? {} : { ca }), minVersion } as const;
  // OpenSSL has rules of its own. This way its error names the files.
  secureContextOf(options, paths);
  return { options, caCert };
}

/** @throws {ConfigError} `unusable_file`. The message has nothing of the token */
async function readToken(path: string): Promise<string> {
  const shown = escapeText(path, 1000);
  let bytes: Buffer;
  try {
    bytes = await readFileAtMost(path, MAX_TOKEN_BYTES + 1);
  } catch (cause) {
    throw unusable(`Cannot read the token file ${shown}: ${systemErrorText(cause)}.`, cause);
  }
  const [token = ''] = bytes.toString('utf8').split(/\r?\n/, 1);
  // What a header can hold.
  if (bytes.length <= MAX_TOKEN_BYTES && /^[!-~]+$/.test(token)) return token;
  throw unusable(
    `The token file ${shown} must have the token in its first line: printable ASCII without spaces, at most ${MAX_TOKEN_BYTES} bytes.`,
  );
}

function unusable(message: string, cause?: unknown): ConfigError {
  return new ConfigError('unusable_file', message, { cause });
}
