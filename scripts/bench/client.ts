import { once } from 'node:events';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { formatBodyAnswer } from '../../lib/protocol/answers.js';

/** One session of the load, seen from its client's side. */
export interface ClientSession {
  /** Resolves once WORK has come; the client then waits. Rejects when the session fails before. */
  readonly waiting: Promise<void>;
  /** Answers WORK and all that follows. Resolves once DONE was answered and the connection is closed. */
  readonly finish: () => Promise<void>;
}

/** Opens one session: mutual TLS, never resumed. */
export function openSession(port: number, secureContext: SecureContext): ClientSession {
  // OpenSSL verifies the server's chain all the same; to look up its names would make the clients the slower side.
  const socket = connect({ host: '127.0.0.1', port, secureContext, checkServerIdentity: () => undefined });
  socket.setEncoding('utf8').setNoDelay(true);
  let token = '';
  let outcome = 'the server closed before DONE';
  const ended = once(socket, 'close').then(() => {
    if (outcome !== 'done') throw new Error(outcome);
  });
  const waiting = new Promise<void>((resolve, reject) => {
    ended.catch(reject);
    onLines(socket, (line) => {
      const [word = '', argument = ''] = line.split(' ');
      switch (word) {
        case 'HELLO':
          socket.write('HELLOBACK\n');
          break;
        case 'WORK':
          token = argument;
          resolve();
          break;
        case 'DONE':
          outcome = 'done';
          socket.write('OK\n');
          break;
        case 'FAIL':
          outcome = line;
          break;
        default:
          socket.write(`${formatBodyAnswer(token, argument, 'Ada Lovelace')}\n`);
      }
    });
  });
  const finish = (): Promise<void> => {
    // Where no zero bit is asked for, every suffix will do.
    socket.write('0\n');
    return ended;
  };
  return { waiting, finish };
}

function onLines(socket: TLSSocket, take: (line: string) => void): void {
  let rest = '';
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}
