import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { startStatusServer, type StatusServerOptions } from '../../lib/observe/web/start-status-server.js';
import type { StatusServer } from '../../lib/observe/web/start-status-server.js';
import { StatusModel } from '../../lib/status/status-model.js';

/** What was never meant to be thrown, while a status server of a test ran. */
export interface TestedStatus {
  readonly server: StatusServer;
  readonly model: StatusModel;
  readonly port: number;
  readonly url: string;
  readonly faults: unknown[];
}

/** A model of a server that is ready, and has places for ten sessions. */
export function readyModel(): StatusModel {
  const model = new StatusModel({ version: '1.2.3', startedAt: 1_000 });
  model.apply({
    type: 'configured',
    at: 1_000,
    nBits: 8,
    requests: 2,
    maxSessions: 10,
    workTimeout: 1800,
  });
  const place = { host: 'localhost', port: 1234, addresses: ['127.0.0.1'], path: null };
  model.apply({ type: 'listening', at: 1_001, ...place, places: [place] });
  return model;
}

/** A status server on a free port of this machine, which is closed after the test. */
export async function startStatus(
  t: Pick<ExecutionContext, 'teardown'>,
  options: Partial<StatusServerOptions> = {},
): Promise<TestedStatus> {
  const model = readyModel();
  const faults: unknown[] = [];
  const server = await startStatusServer({
    model,
    place: '127.0.0.1:0',
    onFault: (thrown) => faults.push(thrown),
    ...options,
  });
  t.teardown(() => server.close());
  const { port } = new URL(server.url.startsWith('unix:') ? 'http://x:1' : server.url);
  return { server, model, port: Number(port), url: server.url, faults };
}

/** Sends bytes, and returns everything that comes until the server closes. The client does not close its side. */
export async function rawRequest(port: number, bytes: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
  // A reset after the answer is an end, too.
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

/** The status codes of all answers in a text. A body has no such line. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, digits]) => Number(digits));
}

/** Sends a GET with these headers and returns the status and the whole answer. */
export async function rawGet(
  port: number,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = await rawRequest(port, `GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return { status: statusesOf(text)[0] ?? 0, text };
}

/** Opens `/api/events` of a unix socket, and reads nothing of it. Returns when the first bytes are there. */
export async function openEvents(path: string, headers = ''): Promise<Socket> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  socket.write(`GET /api/events HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
  await once(socket, 'readable');
  return socket;
}
