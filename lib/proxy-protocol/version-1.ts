import { ipv4Bytes, ipv6Groups, ipv6Text } from '../protocol/ip-address.js';
import { BARE, type ProxyAddresses, type ProxyHeader } from './header.js';
import { BrokenRule } from './rules.js';

const MAX_PORT = 65_535;

/**
 * Parses the line of version 1.
 * @param line the line without its CR LF, one character a byte
 * @throws {BrokenRule}
 */
export function parseLine(line: string): ProxyHeader {
  const [, protocol, ...fields] = line.split(' ');
  // Whatever follows UNKNOWN is to be ignored.
  if (protocol === 'UNKNOWN') return header(null);
  if (protocol !== 'TCP4' && protocol !== 'TCP6') throw new BrokenRule('v1_form');
  const [source, destination, sourcePort, destinationPort, ...more] = fields;
  if (
    source === undefined ||
    destination === undefined ||
    sourcePort === undefined ||
    destinationPort === undefined ||
    more.length > 0
  ) {
    throw new BrokenRule('v1_form');
  }
  const addressOf = protocol === 'TCP4' ? ipv4Address : ipv6Address;
  return header({
    family: protocol === 'TCP4' ? 'ipv4' : 'ipv6',
    transport: 'stream',
    source: { address: addressOf(source), port: portOf(sourcePort) },
    destination: { address: addressOf(destination), port: portOf(destinationPort) },
  });
}

function header(addresses: ProxyAddresses | null): ProxyHeader {
  return { version: 1, command: 'proxy', addresses, ...BARE };
}

function ipv4Address(text: string): string {
  if (ipv4Bytes(text) === null) throw new BrokenRule('v1_address');
  return text;
}

function ipv6Address(text: string): string {
  const groups = ipv6Groups(text);
  if (groups === null) throw new BrokenRule('v1_address');
  return ipv6Text(groups);
}

function portOf(text: string): number {
  const port = /^(?:0|[1-9]\d{0,4})$/.test(text) ? Number(text) : Infinity;
  if (port > MAX_PORT) throw new BrokenRule('v1_port');
  return port;
}
