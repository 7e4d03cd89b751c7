import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import type { Refusal } from '../../lib/server/events.js';
import { testCertificates, type TestCertificates } from './certificates.js';
import { connectClient, type TlsLineClient } from './line-client.js';

/** One way to be a bad client, and what the server has to make of it. */
export interface Misbehaviour {
  /**
   * Resolves to the lines that it has read since it misbehaved, when the connection is closed.
   * @param over resolves when the server has closed every connection: for clients that would not notice
   */
  readonly act: (port: number, over: Promise<unknown>) => Promise<readonly string[]>;
  /** The reason that the log gives, where it never becomes a session. */
  readonly refused?: Refusal;
  /** The code of the error that its record bears, where it does. */
  readonly fails?: string;
}

/** Before TLS. */
function tcp(refused: Refusal, act: (socket: Socket) => void): Misbehaviour {
  return {
    refused,
    act: async (port) => {
      const socket = connectTcp(port, '127.0.0.1').on('error', ignore).resume();
      const closed = once(socket, 'close');
      await once(socket, 'connect');
      act(socket);
      await closed;
      return [];
    },
  };
}

/** Shows something that is not trusted. A TLS 1.3 client learns that only after its handshake. */
function showing(
  refused: Refusal,
  identity: (certificates: TestCertificates) => TestCertificates['client'] | null,
): Misbehaviour {
  return {
    refused,
    act: async (port) => {
      const client = await connectClient(port, { identity: identity(testCertificates()) });
      const lines = await client.rest();
      await client.close();
      return lines;
    },
  };
}

/** Right until the server has said this; then it acts, and reads what still comes. */
function at(
  word: string | RegExp,
  fails: string,
  act: (client: TlsLineClient, over: Promise<unknown>) => unknown,
): Misbehaviour {
  return {
    fails,
    act: async (port, over) => {
      const client = await connectClient(port);
      await client.until(word, () => 'value');
      await act(client, over);
      const lines = await client.rest();
      await client.close();
      return lines;
    },
  };
}

const leave = (client: TlsLineClient): Promise<void> => client.close();
const BODY = 'EMAIL1';

/** The beginning of a ClientHello, as openssl sends it. */
const HALF_A_HELLO = Buffer.from('16030102000100', 'hex');
// In one piece: with HELLOBACK alone in the first, the second line could pass for an answer to the next command.
const FLOOD = Buffer.from('HELLOBACK\n'.repeat(100_000));

/** Every way of issue and contract; each is told apart from the others. */
export const MISBEHAVIOURS: Readonly<Record<string, Misbehaviour>> = {
  'a port scan': tcp('closed_early', (socket) => socket.destroy()),
  'a silent connection': tcp('handshake_timeout', ignore),
  'plain HTTP': tcp('plain_http', (socket) => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')),
  'no TLS': tcp('not_tls', (socket) => socket.write('HELLOBACK\n'.repeat(10))),
  'a reset in the handshake': tcp('reset', (socket) =>
    socket.write(HALF_A_HELLO, () => socket.resetAndDestroy()),
  ),
  'no certificate': showing('no_certificate', () => null),
  "a stranger's certificate": showing('untrusted_certificate', ({ strangerClient }) => strangerClient),
  'an expired certificate': showing('untrusted_certificate', ({ expiredClient }) => expiredClient),
  'left at HELLO': at('HELLO', 'disconnected', leave),
  'left at WORK': at('WORK', 'disconnected', leave),
  'left at a request': at(BODY, 'disconnected', leave),
  'left at DONE': at('DONE', 'disconnected', leave),
  'reset in a session': at(BODY, 'disconnected', ({ below }) => below.resetAndDestroy()),
  'a flood': at(BODY, 'line_too_long', (client) => {
    client.send(Buffer.alloc(4 * 1024 * 1024, 'x'));
  }),
  'a flood of lines': at('HELLO', 'unsolicited_line', (client) => {
    client.send(FLOOD);
  }),
  'a silent session': at('HELLO', 'timed_out', ignore),
  'never reads': at('HELLO', 'timed_out', async ({ socket }, over) => {
    socket.pause();
    await over;
    socket.resume();
  }),
  'CR LF': at('HELLO', 'wrong_answer', (client) => {
    client.say('HELLOBACK\r');
  }),
  'two lines at once': at('HELLO', 'unsolicited_line', (client) => {
    client.send('HELLOBACK\nHELLOBACK\n');
  }),
  'no UTF-8': at('HELLO', 'invalid_utf8', (client) => {
    client.send(Buffer.from([0xff, 0x0a]));
  }),
  'a wrong checksum': at(BODY, 'invalid_checksum', (client) => {
    client.say(`${'0'.repeat(64)} secret`);
  }),
};

function ignore(): void {
  // What comes of it is what the test looks at.
}
