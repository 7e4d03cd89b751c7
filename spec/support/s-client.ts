import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { testCertificates, type PemFiles } from './certificates.js';
import { LineClient } from './line-client.js';

/** A client that is not ours: `openssl s_client`, driven through its standard input and output. */
export function connectSClient(
  port: number,
  options: { certificate?: PemFiles | null; trusted?: PemFiles; more?: readonly string[] } = {},
): LineClient & { readonly exited: Promise<number | null> } {
  const { ca, client } = testCertificates();
  const { certificate = client, trusted = ca, more = [] } = options;
  const identity = certificate === null ? [] : ['-cert', certificate.certPath, '-key', certificate.keyPath];
  const verify = ['-CAfile', trusted.certPath, '-verify_return_error'];
  const child = spawn(
    'openssl',
    ['s_client', '-quiet', '-no_ign_eof', '-connect', `127.0.0.1:${port}`, ...identity, ...verify, ...more],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const socket = Duplex.from({ writable: child.stdin, readable: child.stdout });
  return Object.assign(new LineClient(socket), { exited });
}
