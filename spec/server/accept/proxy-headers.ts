import { encodeProxyHeader, type ProxyHeaderToSend } from '../../../lib/proxy-protocol/index.js';

/** The address of the proxy. */
export const PROXY = '127.0.0.1';
/** Somebody else: another address of this machine. */
export const STRANGER = { localAddress: '127.0.0.2' };
/** Whom the proxy names. */
export const CLIENT = { address: '203.0.113.7', port: 4711 };

/** A header of version 2 for a client, unless told otherwise. */
export function headerFor(address = CLIENT.address, more: Partial<ProxyHeaderToSend> = {}): Buffer {
  const addresses = {
    family: address.includes(':') ? ('ipv6' as const) : ('ipv4' as const),
    transport: 'stream' as const,
    source: { address, port: CLIENT.port },
    destination: { address: address.includes(':') ? '2001:db8::1' : '192.0.2.1', port: 1234 },
  };
  return encodeProxyHeader({ version: 2, command: 'proxy', addresses, ...more });
}
/** A health check of version 2. */
export const LOCAL = encodeProxyHeader({ version: 2, command: 'local', addresses: null });
export const UNKNOWN = Buffer.from('PROXY UNKNOWN\r\n');
