import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { END_MARK } from './marks.js';

const SERVANT = fileURLToPath(new URL('servant.js', import.meta.url));
const LISTENING = /^Server listening on tls:\/\/\S+:(\d+)\n/m;
/** Far more than any run takes. A run that hangs is ended, and the judge with it. */
const PATIENCE_MS = 60_000;

/** One run of the program. */
export interface Run {
  readonly port: number;
  /** Resolves to whether the run ended within this time. */
  readonly endsWithin: (milliseconds: number) => Promise<boolean>;
  /** Ends it, as SIGTERM does, if it has not ended; what it printed, and its exit code. */
  readonly finish: () => Promise<{ readonly output: string; readonly code: number }>;
}

/** A process that runs one tutorial after the other. */
export class Servant {
  #process: ChildProcess | null = null;
  #output = '';
  #wake: () => void = () => undefined;

  async start(args: readonly string[]): Promise<Run> {
    const child = this.#child();
    this.#output = '';
    child.stdin?.write(`${JSON.stringify(args)}\n`);
    if (!(await this.#until(() => LISTENING.test(this.#output), PATIENCE_MS))) {
      throw new Error(`The server does not listen: ${this.#output}`);
    }
    const port = Number(LISTENING.exec(this.#output)?.[1]);
    return {
      port,
      endsWithin: (milliseconds) => this.#until(() => this.#output.includes(END_MARK), milliseconds),
      finish: () => this.#finish(child),
    };
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || isGone(child)) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async #finish(child: ChildProcess): Promise<{ output: string; code: number }> {
    if (!this.#output.includes(END_MARK)) child.kill('SIGTERM');
    if (!(await this.#until(() => this.#output.includes(END_MARK), PATIENCE_MS))) await this.stop();
    const [output = '', code = ''] = this.#output.split(END_MARK);
    return { output, code: code === '' ? 1 : Number(code) };
  }

  #child(): ChildProcess {
    if (this.#process !== null && !isGone(this.#process)) return this.#process;
    const env = { ...process.env };
    for (const name of ['FORCE_COLOR', 'NO_COLOR']) Reflect.deleteProperty(env, name);
    const child = spawn(process.execPath, [SERVANT], { stdio: ['pipe', 'pipe', 'ignore'], env });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#wake();
    });
    child.stdin.on('error', () => undefined);
    child.on('exit', () => {
      this.#wake();
    });
    this.#process = child;
    return child;
  }

  async #until(look: () => boolean, milliseconds: number): Promise<boolean> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      if (look()) return true;
      const left = deadline - performance.now();
      if (left <= 0 || this.#process === null || isGone(this.#process)) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
