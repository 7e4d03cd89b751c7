import type { ClientRunConfig } from '../../lib/client/run.js';
import { testCertificates } from '../support/certificates.js';

/** A client of a server on this machine, which has time. */
export function configOf(port: number, more: Partial<ClientRunConfig> = {}): ClientRunConfig {
  const { client, ca } = testCertificates();
  return {
    host: 'localhost',
    ports: [port],
    clientCert: client.certPath,
    privateKey: client.keyPath,
    caCert: ca.certPath,
    workTimeout: 60,
    otherTimeout: 60,
    insecure: false,
    ...more,
  };
}
