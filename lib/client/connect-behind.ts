import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { parseProxyHeaderText, proxyHeaderRule, type ProxyHeaderText } from '../config/proxy-header-text.js';
import { checkOption } from '../config/rules.js';
import { encodeProxyHeader, type ProxyAddresses, type ProxyEndpoint } from '../proxy-protocol/index.js';

/**
 * Returns a function that connects over TLS as a proxy does: with a PROXY header before it.
 * @param header as `--proxy-header` takes it
 * @throws {ConfigError} `invalid_option`
 */
export function connectBehind(header: string): (options: ConnectionOptions) => TLSSocket {
  const wanted = parseProxyHeaderText(checkOption(proxyHeaderRule, 'proxyHeader', header));
  return ({ host, port = 0, ...options }) => {
    const below = connectTcp({ host, port });
    // Before TLS, which begins at the same event.
    below.once('connect', () => {
      if (wanted !== null) below.write(headerOn(below, wanted));
    });
    const socket = connect({ ...options, ...(host === undefined ? {} : { host }), socket: below });
    below.on('error', (error) => socket.destroy(error));
    return socket;
  };
}

function headerOn(socket: Socket, { version, source }: ProxyHeaderText): Buffer {
  if (source === 'local') return encodeProxyHeader({ version, command: 'local', addresses: null });
  return encodeProxyHeader({ version, command: 'proxy', addresses: addressesOn(socket, source) });
}

function addressesOn(
  { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 }: Socket,
  source: Exclude<ProxyHeaderText['source'], 'local'>,
): ProxyAddresses | null {
  if (source === 'unknown') return null;
  const client = source === 'connection' ? { address: localAddress, port: localPort } : source;
  const server = { address: remoteAddress, port: remotePort };
  const family = isIPv6(client.address) || isIPv6(server.address) ? 'ipv6' : 'ipv4';
  const inFamily = (end: ProxyEndpoint): ProxyEndpoint =>
    family === 'ipv6' && !isIPv6(end.address) ? { ...end, address: `::ffff:${end.address}` } : end;
  return { family, transport: 'stream', source: inFamily(client), destination: inFamily(server) };
}
