import type { ChildProcess, Serializable } from 'node:child_process';

/** One end of a pipe between two processes. */
export interface Port {
  /** Sends one message. Calls `sent` when the pipe has taken it, or cannot. */
  send(message: unknown, sent: () => void): void;
  /** Sets who takes the messages of the other side. */
  onMessage(take: (message: unknown) => void): void;
  /** Sets who is told that the other side is gone. Every message that it had sent came before. */
  onClosed(closed: () => void): void;
}

/** Returns the end of the pipe to a worker, or in a worker that to its primary. */
export function portOf(end: ChildProcess | NodeJS.Process): Port {
  return {
    send: (message, sent) => {
      if (!end.connected || end.send === undefined) {
        process.nextTick(sent);
        return;
      }
      // The error says that the other side is gone, which `onClosed` tells.
      end.send(message as Serializable, undefined, undefined, () => {
        sent();
      });
    },
    onMessage: (take) => {
      end.on('message', take);
    },
    onClosed: (closed) => {
      end.once('disconnect', closed);
    },
  };
}
