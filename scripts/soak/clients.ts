import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { openSession } from '../bench/client.js';

/** The port of the server, and what its clients show of themselves. */
export interface Target {
  readonly port: number;
  readonly secureContext: SecureContext;
}

/** Comes, does what it does, and is gone. Rejects only where an honest client was not served. */
export type Client = (target: Target) => Promise<unknown>;

const MEGABYTE = Buffer.alloc(1_000_000, 'x');
const HALF_A_HELLO = Buffer.from('16030102000100', 'hex');

/** How long a slow client thinks, and a silent one says nothing. */
const SLOW_MS = 1_500;

async function honest({ port, secureContext }: Target): Promise<void> {
  const { waiting, finish } = openSession(port, secureContext);
  await waiting;
  await finish();
}

async function slow({ port, secureContext }: Target): Promise<void> {
  const { waiting, finish } = openSession(port, secureContext);
  await waiting;
  await pause(SLOW_MS);
  await finish();
}

/** Does something over TCP, and waits until it is gone. */
function overTcp(act: (socket: Socket) => unknown): Client {
  return async ({ port }) => {
    const socket = connectTcp(port, '127.0.0.1').on('error', ignore).resume();
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    await act(socket);
    await closed;
  };
}

/** Does something once the server has said HELLO, and waits until it is gone. */
function inSession(act: (socket: TLSSocket) => unknown): Client {
  return async ({ port, secureContext }) => {
    const socket = connect({ port, host: '127.0.0.1', secureContext, servername: 'localhost' });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', ignore).once('data', () => act(socket));
    await closed;
  };
}

/** Each client of the mix, and how many of them come in a hundred. */
export const MIX: Readonly<Record<string, { readonly share: number; readonly client: Client }>> = {
  honest: { share: 50, client: honest },
  slow: { share: 10, client: slow },
  'wrong answer': { share: 6, client: inSession((socket) => socket.write('HELLOBACK\r\n')) },
  'left in its session': { share: 6, client: inSession((socket) => socket.destroy()) },
  'two lines at once': { share: 4, client: inSession((socket) => socket.write('HELLOBACK\nHELLOBACK\n')) },
  flood: { share: 2, client: inSession((socket) => socket.write(MEGABYTE)) },
  'port scan': { share: 6, client: overTcp((socket) => socket.destroy()) },
  'plain HTTP': { share: 6, client: overTcp((socket) => socket.write('GET / HTTP/1.1\r\n\r\n')) },
  garbage: { share: 4, client: overTcp((socket) => socket.write(MEGABYTE.subarray(0, 5_000))) },
  'reset in the handshake': {
    share: 4,
    client: overTcp((socket) => socket.write(HALF_A_HELLO, () => socket.resetAndDestroy())),
  },
  silent: {
    share: 2,
    client: overTcp(async (socket) => {
      await pause(SLOW_MS);
      socket.destroy();
    }),
  },
};

/** Every hundred clients in the order in which they come: the rare ones spread out among the others. */
export function orderOfComing(): string[] {
  return Object.entries(MIX)
    .flatMap(([name, { share }]) =>
      Array.from({ length: share }, (_, n) => ({ name, at: (n + 0.5) / share })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function ignore(): void {
  // What comes of it is what the server's figures show.
}
