import { join } from 'node:path';
import { ensureCertificates } from '../../lib/certificates/ensure.js';
import { FILES } from '../../lib/certificates/files.js';

/** The paths of a client's certificate and its key. */
export interface ClientPaths {
  readonly cert: string;
  readonly key: string;
}

/** What all measurements of one run share: the folder, the paths of the certificates, the Node and the signal. */
export interface Run {
  readonly directory: string;
  readonly caCert: string;
  readonly serverCert: string;
  readonly serverKey: string;
  /** What the clients show, in turns. */
  readonly clients: readonly ClientPaths[];
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
    clients: [{ cert: path('clientCert'), key: path('clientKey') }],
    node,
    signal,
  };
}
