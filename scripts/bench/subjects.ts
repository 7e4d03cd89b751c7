import { fileURLToPath } from 'node:url';

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

export function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
