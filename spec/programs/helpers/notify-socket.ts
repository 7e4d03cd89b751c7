import type { ExecutionContext } from 'ava';
import { join } from 'node:path';
import { Program, temporaryDirectory } from '../../support/programs.js';

// Node opens no datagram sockets of AF_UNIX.
const RECEIVER = `
import os, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('ready', flush=True)
while True:
    # What comes with a message is closed: the sender waits for that.
    print(receiver.recv(4096).decode().replace('\\n', '|'), flush=True)
`;

/** A service manager's end of NOTIFY_SOCKET. */
export class NotifySocket {
  readonly path: string;
  readonly #program: Program;

  private constructor(path: string, program: Program) {
    this.path = path;
    this.#program = program;
  }

  static async open(t: ExecutionContext): Promise<NotifySocket> {
    const path = join(await temporaryDirectory(t), 'notify');
    const program = new Program(t, 'python3', ['-c', RECEIVER, path]);
    await program.printed(/^ready\n/);
    return new NotifySocket(path, program);
  }

  /** The messages so far: the assignments of one are separated by bars. The command's barriers behind each are left out. */
  get messages(): readonly string[] {
    return this.#program.stdout
      .split('\n')
      .slice(1, -1)
      .filter((message) => message !== 'BARRIER=1');
  }

  /** The first message that matches. */
  received(pattern: RegExp): Promise<string> {
    return this.#program.until(() => this.messages.find((message) => pattern.test(message)));
  }
}
