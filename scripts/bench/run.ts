import { join } from 'node:path';
import { ensureCertificates } from '../../lib/certificates/ensure.js';
import { FILES } from '../../lib/certificates/files.js';

/** What all measurements of one run share: the folder, the paths of the certificates, the Node and the signal. */
export interface Run {
  readonly directory: string;
  readonly caCert: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
  /** The path of the Node that runs the servers. */
  readonly node: string;
  /** Aborts when the run has to end early. */
  readonly signal: AbortSignal;
}

/** Makes the certificates of a run in `directory`. The caller removes `directory`. */
export async function prepareRun(directory: string, node: string, signal: AbortSignal): Promise<Run> {
  await ensureCertificates(directory);
  const path = (name: keyof typeof FILES): string => join(directory, FILES[name]);
  return {
    directory,
    caCert: path('caCert'),
    serverCert: path('serverCert'),
    serverKey: path('serverKey'),
    clientCert: path('clientCert'),
    clientKey: path('clientKey'),
    node,
    signal,
  };
}
