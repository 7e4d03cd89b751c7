import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Exit, Launcher, Target } from '../../../lib/conformance/launch/launcher.js';

const FAILED: Exit = { code: 1, signal: null, overrun: null, failedToStart: null };

/** A client that answers HELLO without TLS, and then fails. */
export const inTheClear: Launcher = {
  start: (target) => {
    const killed = new AbortController();
    return {
      exited: greet(target, killed.signal).then(() => FAILED),
      stdout: () => Buffer.alloc(0),
      stderr: () => Buffer.alloc(0),
      kill: () => {
        killed.abort();
      },
    };
  },
  isSuccess: ({ code }) => code === 0,
};

async function greet({ host, port }: Target, killed: AbortSignal): Promise<void> {
  const socket: Socket = connect({ host, port });
  const closed = once(socket, 'close');
  killed.addEventListener('abort', () => socket.destroy());
  socket.on('data', () => socket.end('HELLOBACK\n'));
  await closed;
}
