import type { Socket } from 'node:net';
import { connectTcpClient, connectTlsClient, type ConnectTlsOptions, type TlsLineClient } from './connect.js';

/** A certificate and its key, in PEM. */
export interface PeerIdentity {
  readonly certPem: string;
  readonly keyPem: string;
}

/** The server that is treated badly, and what it takes to do so. */
export interface MisbehaviourTarget {
  /** How to reach the server, with all that a client needs but its own certificate: `host`, `port`, `ca`, `servername`. */
  readonly connection: Omit<ConnectTlsOptions, 'cert' | 'key'>;
  readonly identities: {
    /** One that the server accepts. */
    readonly ours: PeerIdentity;
    /** One of a CA that the server does not know. */
    readonly stranger: PeerIdentity;
    /** One of the server's CA that has expired. */
    readonly expired: PeerIdentity;
  };
  /** Resolves when the server has closed every connection: for clients that would not notice. */
  readonly over: Promise<unknown>;
}

/**
 * Treats a server badly. Resolves to the lines that were read since then, when the connection is closed: the server has to close most of
 * them. A signal in `connection` ends the wait for a server that does not.
 */
export type Misbehaviour = (target: MisbehaviourTarget) => Promise<readonly string[]>;

/** Does wrong before TLS begins. */
function beforeTls(act: (socket: Socket) => unknown): Misbehaviour {
  return async ({ connection: { host, port, localAddress, idleMs, signal } }) => {
    const client = await connectTcpClient({ port, host, localAddress, idleMs, signal });
    act(client.socket);
    await client.closed;
    return [];
  };
}

/** Shows a certificate that is not trusted, or none. A TLS 1.3 client learns what became of it only after its handshake. */
function showing(which: keyof MisbehaviourTarget['identities'] | null): Misbehaviour {
  return async (target) => {
    const client = await connectShowing(target, which);
    try {
      return await client.rest();
    } finally {
      await client.close();
    }
  };
}

/** Is correct until the server has said this word. Then it acts, and reads what still comes. */
function at(
  word: string | RegExp,
  act: (client: TlsLineClient, over: Promise<unknown>) => unknown,
): Misbehaviour {
  return async (target) => {
    const client = await connectShowing(target, 'ours');
    try {
      await client.until(word, () => 'value');
      await act(client, target.over);
      return await client.rest();
    } finally {
      await client.close();
    }
  };
}

function connectShowing(
  { connection, identities }: MisbehaviourTarget,
  which: keyof MisbehaviourTarget['identities'] | null,
): Promise<TlsLineClient> {
  if (which === null) return connectTlsClient(connection);
  const { certPem: cert, keyPem: key } = identities[which];
  return connectTlsClient({ ...connection, cert, key });
}

const leave = (client: TlsLineClient): Promise<void> => client.close();

/** The first request, whatever its name. */
const REQUEST = /^(?!(?:HELLO|WORK|DONE)$)/;

/** The beginning of a ClientHello, as OpenSSL sends it. */
const HALF_A_HELLO = Buffer.from('16030102000100', 'hex');
// In one piece: with HELLOBACK alone in the first, the second line could pass for an answer to the next command.
const FLOOD_OF_LINES = Buffer.from('HELLOBACK\n'.repeat(100_000));
const FLOOD = Buffer.alloc(4 * 1024 * 1024, 'x');

/** The ways to be a bad client, by name. */
export const MISBEHAVIOURS = {
  'a port scan': beforeTls((socket) => socket.destroy()),
  'a silent connection': beforeTls(ignore),
  'plain HTTP': beforeTls((socket) => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')),
  'no TLS': beforeTls((socket) => socket.write('HELLOBACK\n'.repeat(10))),
  'a reset in the handshake': beforeTls((socket) =>
    socket.write(HALF_A_HELLO, () => socket.resetAndDestroy()),
  ),
  'no certificate': showing(null),
  "a stranger's certificate": showing('stranger'),
  'an expired certificate': showing('expired'),
  'left at HELLO': at('HELLO', leave),
  'left at WORK': at('WORK', leave),
  'left at a request': at(REQUEST, leave),
  'left at DONE': at('DONE', leave),
  'reset in a session': at(REQUEST, (client) => client.reset()),
  'a flood': at(REQUEST, (client) => {
    client.send(FLOOD);
  }),
  'a flood of lines': at('HELLO', (client) => {
    client.send(FLOOD_OF_LINES);
  }),
  'a silent session': at('HELLO', ignore),
  'never reads': at('HELLO', async ({ socket }, over) => {
    socket.pause();
    await over;
    socket.resume();
  }),
  'CR LF': at('HELLO', (client) => {
    client.say('HELLOBACK\r');
  }),
  'two lines at once': at('HELLO', (client) => {
    client.send('HELLOBACK\nHELLOBACK\n');
  }),
  'no UTF-8': at('HELLO', (client) => {
    client.send(Buffer.from([0xff, 0x0a]));
  }),
  'a wrong checksum': at(REQUEST, (client) => {
    client.say(`${'0'.repeat(64)} secret`);
  }),
} as const satisfies Readonly<Record<string, Misbehaviour>>;

/** The name of a way to be a bad client. */
export type MisbehaviourName = keyof typeof MISBEHAVIOURS;

function ignore(): void {
  // What the server makes of it is what matters.
}
