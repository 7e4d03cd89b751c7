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
    name: 'the library alone',
    args: (files) => [here('our-server.js'), files.serverCert, files.serverKey, files.caCert],
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
