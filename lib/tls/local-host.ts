import { BlockList, isIP } from 'node:net';
import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Returns whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1. Other names are not resolved, because DNS may change after
 * the check.
 */
export function isLocalHost(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  switch (isIP(host)) {
    case 4:
      return LOOPBACK.check(host, 'ipv4');
    case 6:
      return LOOPBACK.check(host, 'ipv6');
    default:
      return false;
  }
}

/** @throws {ConfigError} `insecure_host`: the host is not this machine */
export function refuseInsecureHost(host: string): void {
  if (isLocalHost(host)) return;
  throw new ConfigError(
    'insecure_host',
    `Refusing insecure TLS to ${escapeText(host)}. For non-local hosts, enable certificate verification.`,
  );
}
