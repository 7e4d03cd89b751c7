import type { ConnectionOptions } from 'node:tls';
import {
  connectTcpClient,
  connectTlsClient,
  type ConnectTlsOptions,
  type TcpLineClient,
  type TlsLineClient,
} from '../../lib/conformance/peers/connect.js';
import { holdConversation, type Conversation } from '../../lib/conformance/peers/conversation.js';
import type { ValueOf } from '../../lib/conformance/peers/line-client.js';
import { testCertificates, type PemFiles } from './certificates.js';

export { clientHello, type TlsLineClient } from '../../lib/conformance/peers/connect.js';
export type { Conversation } from '../../lib/conformance/peers/conversation.js';
export { LineClient, type Ending, type ValueOf } from '../../lib/conformance/peers/line-client.js';
export { solve } from '../../lib/conformance/peers/solve.js';

export interface ConnectOptions extends Omit<ConnectTlsOptions, 'port'> {
  /** What it shows of itself: the tests' client when not given, null for nothing. */
  readonly identity?: PemFiles | null;
}

/**
 * A TLS connection that is through its handshake, as this client sees it, or is closed already, for the reason that `closed` tells;
 * ours and trusting unless told otherwise.
 */
export function connectClient(port: number, options: ConnectOptions = {}): Promise<TlsLineClient> {
  const { identity, ...rest } = options;
  const { ca, client } = testCertificates();
  const shown = identity === undefined ? client : identity;
  return connectTlsClient({
    servername: 'localhost',
    ca: ca.certPem,
    ...(shown === null ? {} : { cert: shown.certPem, key: shown.keyPem }),
    ...rest,
    port,
  });
}

/** One whole session of a client that does all right, until the server closes. */
export async function wholeSession(
  port: number,
  valueOf: ValueOf,
  options: ConnectOptions = {},
): Promise<Conversation> {
  return holdConversation(await connectClient(port, options), valueOf);
}

/** A TCP connection to the TLS port. */
export function connectRaw(port: number, host?: string, localAddress?: string): Promise<TcpLineClient> {
  return connectTcpClient({ port, host, localAddress });
}

/**
 * Connects to a port whose listener was closed. A process that another worker starts at that moment holds a copy of the listener until it
 * runs its program: such a connection is reset, and the next one meets the closed port.
 */
export async function connectToClosed(port: number, host?: string): Promise<TcpLineClient> {
  const client = await connectRaw(port, host);
  const { errorCode } = await client.closed;
  return errorCode === 'ECONNRESET' ? connectRaw(port, host) : client;
}

/** The options of a client without a certificate. */
export const NO_CERTIFICATE: ConnectionOptions = { cert: '', key: '' };
