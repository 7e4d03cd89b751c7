import type { ExecutionContext } from 'ava';
import { Program } from '../../support/programs.js';

// Node cannot hold a listening socket without accepting on it. As a service manager does, this only holds it, and passes it on as descriptor 3.
const HOLDER = `
import os, socket, subprocess, sys, threading
held = socket.socket()
held.bind(('127.0.0.1', 0))
held.listen(64)
os.dup2(held.fileno(), 3)
print('holding', held.getsockname()[1], flush=True)
def start(command):
    child = subprocess.Popen(command, pass_fds=(3,), stdin=subprocess.DEVNULL)
    print('started', child.pid, flush=True)
    code = child.wait()
    print('ended', child.pid, code, flush=True)
threads = []
for line in sys.stdin:
    threads.append(threading.Thread(target=start, args=(line.rstrip('\\n').split('\\t'),)))
    threads[-1].start()
for thread in threads:
    thread.join()
`;

/** A process that holds a listening socket, and starts programs that get it as descriptor 3. */
export class SocketHolder {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  static start(t: ExecutionContext): SocketHolder {
    const program = new Program(t, 'python3', ['-c', HOLDER], { stdio: ['pipe', 'pipe', 'pipe'] });
    return new SocketHolder(program);
  }

  /** The port of the held socket. */
  async port(): Promise<number> {
    const [, port] = await this.#program.printed(/^holding (\d+)$/m);
    return Number(port);
  }

  /** Starts a program, and resolves to its process when it has printed the line so many times in all. */
  async run(t: ExecutionContext, command: readonly string[], ready: string, times: number): Promise<number> {
    this.#program.child.stdin?.write(`${command.join('\t')}\n`);
    await this.printed(ready, times);
    const pids = [...this.#program.stdout.matchAll(/^started (\d+)$/gm)].map(([, pid]) => Number(pid));
    const pid = pids.at(-1) ?? 0;
    t.teardown(() => {
      if (!this.#program.stdout.includes(`\nended ${pid} `)) process.kill(pid, 'SIGKILL');
    });
    return pid;
  }

  /** Resolves when its programs have printed this so many times in all. */
  async printed(text: string, times = 1): Promise<void> {
    await this.#program.until(() => this.#program.stdout.split(text).length > times);
  }

  /** The exit code of a program that it started. */
  async ended(pid: number): Promise<number> {
    const [, code] = await this.#program.printed(new RegExp(`^ended ${pid} (-?\\d+)$`, 'm'));
    return Number(code);
  }
}
