import { once } from 'node:events';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { formatBodyAnswer } from '../../lib/protocol/answers.js';

/** The client's side of one session. */
export interface ClientSession {
  /** Resolves when WORK arrives; the client then waits. Rejects if the session fails before that. */
  readonly waiting: Promise<void>;
  /** Answers WORK and all later commands. Resolves when DONE is answered and the connection is closed. */
  readonly finish: () => Promise<void>;
}

/** Opens one session over mutual TLS, without resumption. */
export function openSession(port: number, secureContext: SecureContext): ClientSession {
  // OpenSSL still verifies the server's chain. A check of the host name would make the clients the slower side.
  const socket = connect({ host: '127.0.0.1', port, secureContext, checkServerIdentity: () => undefined });
  socket.setEncoding('utf8').setNoDelay(true);
  let token = '';
  let outcome = 'the server closed the connection before DONE';
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
    // The server asks for 0 zero bits, so every suffix is valid.
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
