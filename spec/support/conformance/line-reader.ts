import type { TLSSocket } from 'node:tls';
import type { Behaviour } from './behaviour.js';

/** Why no further line comes. */
export interface Over {
  readonly over: string;
}

/** Reads the lines of a server, within the limits of a behaviour. */
export class LineReader {
  readonly #behaviour: Behaviour;
  #unread: Buffer = Buffer.alloc(0);
  #over: string | null = null;
  #wake: (stirred: boolean) => void = () => undefined;
  #onStir: ((why: string) => void) | null = null;

  constructor(socket: TLSSocket, behaviour: Behaviour) {
    this.#behaviour = behaviour;
    const end = (why: string): void => {
      this.#over ??= why;
      this.#stir();
    };
    socket.on('data', (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#stir();
    });
    socket.on('end', () => {
      end('The server left.');
    });
    socket.on('error', (error: Error) => {
      end(error.message);
    });
    socket.on('close', () => {
      end('The connection is gone.');
    });
  }

  /** Whether a whole line is there that was not taken. */
  get hasLine(): boolean {
    return this.#behaviour.cut(this.#unread) !== null;
  }

  /** Takes the next line. */
  async next(): Promise<Buffer | Over> {
    const { lineLimitMs, bytesExtendLimit, cut, maxLineBytes, lastLine } = this.#behaviour;
    let until = performance.now() + lineLimitMs;
    for (;;) {
      const taken = cut(this.#unread);
      const length = taken === null ? this.#unread.length : taken.line.length;
      if (length > maxLineBytes) return { over: 'A line of the server is too long.' };
      if (taken !== null) {
        this.#unread = taken.rest;
        return taken.line;
      }
      if (this.#over !== null) {
        const last = this.#unread.length > 0 ? lastLine(this.#unread) : null;
        this.#unread = Buffer.alloc(0);
        return last ?? { over: this.#over };
      }
      if (!(await this.#stirs(until))) return { over: 'The server is silent.' };
      if (bytesExtendLimit) until = performance.now() + lineLimitMs;
    }
  }

  /** Calls back, with what it is, when the server says FAIL, or nothing comes any more. Null: no longer. */
  onStir(callback: ((why: string) => void) | null): void {
    this.#onStir = callback;
    this.#tell();
  }

  #stir(): void {
    this.#wake(true);
    this.#tell();
  }

  #tell(): void {
    if (this.#onStir === null) return;
    const { cut, isFail } = this.#behaviour;
    const line = cut(this.#unread)?.line.toString();
    if (line !== undefined && isFail(line)) this.#onStir(line);
    else if (this.#over !== null) this.#onStir(this.#over);
  }

  /** Resolves to true when something has happened; to false when the time is over. */
  #stirs(until: number): Promise<boolean> {
    const left = until - performance.now();
    if (left <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer =
        left === Infinity
          ? undefined
          : setTimeout(() => {
              resolve(false);
            }, left);
      this.#wake = (stirred) => {
        clearTimeout(timer);
        resolve(stirred);
      };
    });
  }
}
