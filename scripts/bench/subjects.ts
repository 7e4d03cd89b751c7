import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './child.js';

/** The certificates of a run, as paths. */
export interface RunFiles {
  readonly directory: string;
  readonly caCert: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** A server that can be measured: a program that says on standard output when it listens. */
export interface Subject {
  readonly name: string;
  /** What Node is to run. */
  readonly args: (files: RunFiles) => readonly string[];
}

export const BARE: Subject = {
  name: 'bare node:tls',
  args: (files) => [here('bare-server.js'), files.serverCert, files.serverKey, files.caCert],
};

export const OURS: readonly Subject[] = [
  {
    name: 'Sessions alone: the library, without records, log and output',
    args: (files) => [here('our-server.js'), files.serverCert, files.serverKey, files.caCert],
  },
  {
    name: 'As a user runs it: the program, with records kept, a JSON log and its output read',
    args: (files) => [
      here('../../../bin/tlslp-server'),
      ...['--host', '127.0.0.1', '--port', '0', '--n-bits', '0'],
      ...['--server-cert', files.serverCert, '--server-key', files.serverKey, '--ca-cert', files.caCert],
      ...['--records', join(files.directory, 'records.ndjson')],
    ],
  },
];

/** The server's process, with a probe in it. */
export function serverProcess({ name, args }: Subject, files: RunFiles): Child {
  return new Child(name, ['--expose-gc', '--import', here('probe.js'), ...args(files)]);
}

/** The clients' process. */
export function loadProcess({ clientCert, clientKey, caCert }: RunFiles): Child {
  return new Child('the clients', [here('load.js'), clientCert, clientKey, caCert]);
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
