import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { main } from '../../lib/programs/client/main.js';
import { testCertificates } from './certificates.js';
import { linesOf, runInProcess } from './run-in-process.js';
import { says, startTlsServer } from './scripted-server.js';

/** The path of the program. */
export const BIN = fileURLToPath(new URL('../../../bin/tlslp-client', import.meta.url));

const certs = testCertificates();

/** The options for the files of the test's certificates. */
export const FILES = [
  ['--client-cert', certs.client.certPath],
  ['--private-key', certs.client.keyPath],
  ['--ca-cert', certs.ca.certPath],
].flat();

export interface Run {
  readonly code: number;
  readonly out: string[];
  readonly err: string[];
}

/** Runs the program in this process, against a server that talks so. */
export async function run(talk: (socket: TLSSocket) => void, ...argv: string[]): Promise<Run> {
  const { port, close } = await startTlsServer(certs, talk);
  try {
    return await runAlone('--ports', String(port), '--threads', '1', ...FILES, ...argv);
  } finally {
    await close();
  }
}

export async function runAlone(...argv: string[]): Promise<Run> {
  const { code, out, err } = await runInProcess(main, argv);
  return { code, out: linesOf(out), err: linesOf(err) };
}

/** A server that says all of a session. */
export const WHOLE = says('HELLO', 'WORK token 4', 'FULL_NAME abc', 'COUNTRY def', 'DONE');
