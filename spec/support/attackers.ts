import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import type { LoadReply, LoadRequest } from '../../scripts/bench/messages.js';
import { testCertificates } from './certificates.js';
import {
  connectClient,
  connectRaw,
  LineClient,
  type ConnectOptions,
  type TlsLineClient,
} from './line-client.js';
import { MISBEHAVIOURS } from './misbehaviour.js';
import { Program } from './programs.js';

/** Connections that do wrong together. */
export interface Attack {
  /** How many of them are open still. */
  readonly open: () => number;
  /** Ends what only its client ends. */
  readonly release: () => void;
  /** Resolves when the last of them is closed. */
  readonly over: Promise<unknown>;
}

/** Makes so many connections, one after the other or as many at once as `atOnce` says. */
export async function many<T>(count: number, connect: (n: number) => Promise<T>, atOnce = 20): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const some = async (): Promise<void> => {
    while (next < count) made.push(await connect(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, some));
  return made;
}

/** An attack of clients that are connected, until the server closes them. */
export function attackOf(clients: readonly LineClient[]): Attack {
  return {
    open: () => clients.filter(({ socket }) => !socket.closed).length,
    release: () => undefined,
    over: Promise.all(clients.map(({ closed }) => closed)),
  };
}

/** Connections to the TLS port that say this, each its own, and nothing more. */
export async function saying(port: number, count: number, bytes: (n: number) => Buffer): Promise<Attack> {
  return attackOf(
    await many(count, async (n) => {
      const client = await connectRaw(port);
      client.send(bytes(n));
      return client;
    }),
  );
}

/** Connections that are reset once this much of their handshake is written; with all of it, once the server has answered. */
export async function resetting(port: number, count: number, hello: Buffer): Promise<Attack> {
  const clients = await many(count, async (n) => {
    const client = await connectRaw(port);
    const length = Math.ceil(((n + 1) / count) * hello.length);
    if (length === hello.length) {
      client.send(hello);
      await once(client.socket, 'data');
      client.socket.resetAndDestroy();
    } else {
      client.socket.write(hello.subarray(0, length), () => client.socket.resetAndDestroy());
    }
    return client;
  });
  return attackOf(clients);
}

/** Sessions that are right until the server has said this word, and then do this. */
export async function sessionsThat(
  port: number,
  count: number,
  word: string | RegExp,
  act: (client: TlsLineClient, command: string, n: number) => unknown,
  options: ConnectOptions = {},
): Promise<Attack> {
  const clients = await many(count, async (n) => {
    const client = await connectClient(port, options);
    await act(client, await client.until(word), n);
    return client;
  });
  return attackOf(clients);
}

/** Comes and goes at once: before TLS, in the middle of it, with something else, or in its session. */
export async function comeAndGo(port: number, n: number, hello: Buffer): Promise<void> {
  if (n % 4 === 3) {
    const client = await connectClient(port);
    await client.until('HELLO');
    return client.close();
  }
  const client = await connectRaw(port);
  const { socket } = client;
  if (n % 4 === 0) socket.destroy();
  else if (n % 4 === 1) socket.write(hello.subarray(0, n % hello.length), () => socket.resetAndDestroy());
  else client.send('GET / HTTP/1.1\r\n\r\n');
  await client.closed;
}

/** So many of every misbehaviour that has a name. */
export function ofEveryKind(port: number, ofEach: number): Attack {
  let open = Object.keys(MISBEHAVIOURS).length * ofEach;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const over = Object.values(MISBEHAVIOURS).flatMap(({ act }) =>
    Array.from({ length: ofEach }, async () => {
      await act(port, released);
      open -= 1;
    }),
  );
  return { open: () => open, release, over: Promise.all(over) };
}

/** Sessions that wait in WORK, in a process of their own, which is killed when they are released. */
export async function waitingInWork(t: ExecutionContext, port: number, sessions: number): Promise<Attack> {
  const { ca, client } = testCertificates();
  const clients = new Program(t, process.execPath, [LOAD, ca.certPath, client.certPath, client.keyPath], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const { child, ended } = clients;
  const failed = ended.then(() => {
    throw new Error(`The clients' process has ended: ${clients.stderr}`);
  });
  const answer = once(child, 'message') as Promise<[LoadReply]>;
  child.send({ type: 'open', port, sessions } satisfies LoadRequest);
  const [{ done }] = await Promise.race([answer, failed]);
  return {
    open: () => (child.exitCode === null && child.signalCode === null ? done : 0),
    release: () => child.kill('SIGKILL'),
    over: ended,
  };
}

const LOAD = fileURLToPath(new URL('../../scripts/bench/load.js', import.meta.url));

/** A client that writes every byte in a record of its own, and reads only now and then. */
export async function dripping(port: number): Promise<TlsLineClient> {
  const client = await connectClient(port);
  const { socket } = client;
  client.send = (text) => {
    for (const byte of Buffer.from(text)) socket.write(Buffer.of(byte));
    return client;
  };
  socket.on('data', () => {
    socket.pause();
    setImmediate(() => socket.resume());
  });
  return client;
}

/** A client whose side is ended, over TLS or before it, while it still reads. */
export async function halfClosed(port: number, n: number): Promise<LineClient> {
  if (n % 2 === 0) {
    const client = await connectClient(port, { allowHalfOpen: true });
    await client.until(n % 4 === 0 ? 'HELLO' : 'WORK');
    client.socket.end();
    return client;
  }
  const socket = connectTcp({ host: '127.0.0.1', port, allowHalfOpen: true });
  const client = new LineClient(socket);
  await once(socket, 'connect');
  socket.end('\u0016\u0003\u0001');
  socket.once('end', () => socket.destroy());
  return client;
}
