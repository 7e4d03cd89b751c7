import type { Socket } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import {
  startPlainServer as startPlain,
  startTlsServer as startTls,
  type ScriptedServer,
} from '../../lib/conformance/peers/scripted-server.js';
import type { TestCertificates } from './certificates.js';
import { freePort } from './free-port.js';

export { inTurn, says, type ScriptedServer } from '../../lib/conformance/peers/scripted-server.js';

/** Over TLS with the tests' certificates, asking for a client certificate unless told otherwise; each connection is handed to `talk`. */
export async function startTlsServer(
  { server, ca }: TestCertificates,
  talk: (socket: TLSSocket) => void,
  options: TlsOptions = {},
): Promise<ScriptedServer> {
  const own = { cert: server.certPem, key: server.keyPem, ca: ca.certPem };
  return startTls(talk, { ...own, ...options, port: await lastingPort() });
}

/** Over nothing: a server that speaks no TLS. */
export async function startPlainServer(talk: (socket: Socket) => void): Promise<ScriptedServer> {
  return startPlain(talk, { port: await lastingPort() });
}

/** A port that nobody listens on: one must be the superuser to, and tcpmux has not been seen for decades. */
export const CLOSED_PORT = 1;

/** Some clients come again when their server has gone, and must not meet the server of another test. */
function lastingPort(): Promise<number> {
  return freePort();
}
